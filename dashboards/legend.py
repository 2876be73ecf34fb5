"""What the shapes of a drawing mean, in words beside their signs."""

from typing import Any

import streamlit as st

from dashboards.drawing import Drawing
from dashboards.inert import escaped
from dashboards.palette import LOOKS
from dashboards.words import kind


def legend(drawing: Drawing) -> None:
    """The kinds that are drawn, with how many of each; for a reader who cannot see the canvas, what it holds."""
    counts = {label: sum(_count(node, label) for node in drawing.nodes) for label in LOOKS}
    told = [f"{LOOKS[label].mark} {kind(label)} {number:,}" for label, number in counts.items() if number]
    st.caption(escaped("   ".join(told)))


def _count(node: dict[str, Any], label: str) -> int:
    """How many of a kind a node stands for; a group stands for several."""
    found: dict[str, int] = node.get("of", {})
    return found.get(label, 0) if found else int(node["id"].startswith(f"{label}:"))
