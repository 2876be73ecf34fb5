"""The graph canvas: a component of our own around Cytoscape.js, which lives in the browser and asks nobody outside.

`make` builds `src/*.ts` into `built/`, with what the lock file names; the browser fetches the module from the app.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards.canvas.packaged import packaged
from dashboards.drawing import Drawing
from dashboards.texts import t

HERE = Path(__file__).parent
LIBRARY = HERE / "built" / "canvas.mjs"


@cache
def _css() -> str:
    return (HERE / "canvas.css").read_text(encoding="utf-8")


Positions = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Told:
    """What the canvas tells: a node to expand, the nodes that are selected, where each node stands."""

    expand: str | None = None
    selection: tuple[str, ...] = ()
    positions: Positions = field(default_factory=dict)


def canvas(drawing: Drawing, key: str, *, height: int = 460) -> str | None:
    """Draw; the id of a node that was just asked for by double-click or Enter, else None."""
    found = _mounted(drawing, key, height, {})
    asked = getattr(found, "expand", None)
    return str(asked) if asked else None


def board(
    drawing: Drawing,
    key: str,
    positions: Positions,
    *,
    height: int = 560,
    pinned: Sequence[str] = (),
    meanings: Sequence[tuple[str, str]] = (),
) -> Told:
    """Draw a graph that is worked on: nodes stand where they stood, and what is selected or moved is told.

    pinned: nodes that hold when the rest is arranged anew. meanings: colours with what they mean, where the legend of
    kinds does not say it.
    """
    more = {
        "reports": True,
        "positions": positions,
        "pinned": list(pinned),
        "meanings": [list(one) for one in meanings],
    }
    found = _mounted(drawing, key, height, more)
    asked, places = getattr(found, "expand", None), getattr(found, "positions", None) or {}
    selection = getattr(found, "selection", None) or ()
    drawn = {node["id"] for node in drawing.nodes}
    return Told(
        str(asked) if asked else None,
        tuple(str(one) for one in selection if one in drawn),
        {str(one): (float(spot[0]), float(spot[1])) for one, spot in places.items()},
    )


def _mounted(drawing: Drawing, key: str, height: int, more: dict[str, Any]) -> Any:
    if not LIBRARY.is_file():
        st.info(t("The graph cannot be drawn: the canvas is not built. Run: make setup"), icon=":material/build:")
        return None
    return packaged("canvas", _css())(
        key=component_key(key),
        default={"selection": [], "positions": {}} if more else {},
        data=more
        | {
            "nodes": list(drawing.nodes),
            "edges": list(drawing.edges),
            "height": height,
            "help": t("Graph. Arrow keys go from node to node, Enter expands."),
            "fit": t("Fit"),
            "image": t("Save as PNG"),
            "arrange": t("Arrange anew"),
        },
        on_expand_change=_told,
        **({"on_selection_change": _told, "on_positions_change": _told} if more else {}),
    )


def component_key(name: str) -> str:
    """A name as a component's key, in which Streamlit takes two underscores for a mark of its own."""
    return name.replace("__", "~~").replace("_~", "~~")


def _told() -> None:
    """A rerun reads what was told; nothing is done before."""
