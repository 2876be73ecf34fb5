"""What the shapes of a drawing mean, in words beside their signs."""

import streamlit as st

from dashboards.drawing import Drawing
from dashboards.inert import escaped
from dashboards.palette import LOOKS
from dashboards.words import kind


def legend(drawing: Drawing) -> None:
    """The kinds that are drawn, with how many of each; for a reader who cannot see the canvas, what it holds."""
    counts = {label: sum(node["id"].startswith(f"{label}:") for node in drawing.nodes) for label in LOOKS}
    told = [f"{LOOKS[label].mark} {kind(label)} {number:,}" for label, number in counts.items() if number]
    st.caption(escaped("   ".join(told)))
