"""The graph canvas: a component of our own around Cytoscape.js, which lives in the browser and asks nobody outside.

`make` copies Cytoscape.js from the npm package into `built/`; both texts go to the browser as one module.
"""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.drawing import Drawing
from dashboards.texts import t

HERE = Path(__file__).parent
LIBRARY = HERE / "built" / "cytoscape.mjs"
_EXPORT = "export{"


@cache
def module() -> str:
    """Cytoscape.js and what uses it, as one ES module."""
    library, mark, named = LIBRARY.read_text(encoding="utf-8").rpartition(_EXPORT)
    if not mark:
        raise ValueError(f"{LIBRARY} does not end in {_EXPORT}: is it another version of Cytoscape.js?")
    name = named.split(" as ")[0].strip()
    own = (HERE / "canvas.js").read_text(encoding="utf-8")
    return f"{library}\nconst drawWithCytoscape = {name};\n{own}"


def canvas(drawing: Drawing, key: str, *, height: int = 460) -> str | None:
    """Draw; the id of a node that was just asked for by double-click or Enter, else None."""
    if not LIBRARY.is_file():
        st.info(t("The graph cannot be drawn: the canvas is not built. Run: make setup"), icon=":material/build:")
        return None
    component = st.components.v2.component(
        "ringtrace_canvas", js=module(), css=(HERE / "canvas.css").read_text("utf-8")
    )
    found: Any = component(
        key=key,
        data={
            "nodes": list(drawing.nodes),
            "edges": list(drawing.edges),
            "height": height,
            "help": t("Graph. Arrow keys go from node to node, Enter expands."),
            "fit": t("Fit"),
            "image": t("Save as PNG"),
        },
        on_expand_change=lambda: None,
    )
    asked = getattr(found, "expand", None)
    return str(asked) if asked else None
