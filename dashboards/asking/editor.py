"""The editor for Cypher: a component of our own around CodeMirror, which knows what the graph holds."""

import re
from functools import cache

import streamlit as st

from dashboards.canvas import HERE, component_key
from dashboards.canvas.packaged import packaged
from dashboards.texts import t
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind

LIBRARY = HERE / "built" / "editor.mjs"
LINE = re.compile(r"line (\d+)")


def editor(label: str, text: str, key: str, refusal: str = "", *, height: int = 380, longest: int = 100_000) -> str:
    """What is written, which begins with `text`; a refusal stands at the line that it names.

    Where the editor was not built, a plain field takes its place.
    """
    if not LIBRARY.is_file():
        return st.text_area(label, value=text, height=height, key=key, max_chars=longest)
    st.caption(label)
    found = packaged("editor")(
        key=component_key(key),
        default={"text": text},
        data={
            "text": text,
            "vocabulary": _vocabulary(),
            "refusal": _placed(refusal),
            "height": height,
            "help": label + ". " + t("Ctrl and Space complete, Escape and Tab leave the field."),
        },
        on_text_change=_told,
    )
    return str(getattr(found, "text", None) or text)[:longest]


@cache
def _vocabulary() -> dict[str, dict[str, list[str]]]:
    """Kinds of nodes and edges with their properties, as the graph declares them."""
    parts: dict[str, dict[str, NodeKind] | dict[str, EdgeKind]] = {"nodes": NODE_KINDS, "edges": EDGE_KINDS}
    return {
        part: {label: [one.name for one in kind.properties] for label, kind in kinds.items()}
        for part, kinds in parts.items()
    }


def _placed(refusal: str) -> dict[str, object] | None:
    found = LINE.search(refusal)
    return {"line": int(found[1]), "message": refusal.splitlines()[0]} if found else None


def _told() -> None:
    """A rerun reads what was written; nothing is done before."""
