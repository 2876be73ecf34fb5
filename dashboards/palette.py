"""One look for kinds and levels in the canvas, the charts and the legends: shape first, then a hue of Okabe–Ito."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Look:
    """How a kind of node is drawn: `shape` as Cytoscape names it, `mark` the sign in texts."""

    shape: str
    mark: str
    colour: str


# Okabe and Ito's colours without vermilion and yellow, which are near the levels' red and yellow.
LOOKS = {
    "Person": Look("ellipse", "●", "#0072b2"),
    "Card": Look("round-rectangle", "▬", "#56b4e9"),
    "Institution": Look("rectangle", "■", "#009e73"),
    "Doctor": Look("diamond", "◆", "#cc79a7"),
    "Drug": Look("hexagon", "⬢", "#8c6bb1"),
    "Batch": Look("heptagon", "⬣", "#8c6bb1"),
    "Settlement": Look("round-tag", "▸", "#8a8f98"),
    "Terminal": Look("barrel", "▥", "#5f7d8c"),
    "Supplier": Look("pentagon", "⬟", "#b07d3c"),
    "Contact": Look("triangle", "▲", "#8a8f98"),
    "Pack": Look("octagon", "⯃", "#6a5acd"),
    "Ring": Look("star", "★", "#555b66"),
    "FormerRing": Look("star", "☆", "#8a8f98"),
    "Signal": Look("vee", "∨", "#555b66"),
}
OTHER = "#8a8f98"
_OTHER = Look("ellipse", "○", OTHER)
# For values of a property: hues of Okabe and Ito, and two darker, none of them a level's.
OKABE_ITO = ("#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#8c6bb1", "#b07d3c", "#5f7d8c", "#3d5a1e")
ACCENT = "#3f8fd2"  # reads on light and on dark
UNEXPLAINED = "#c2549b"  # no level's colour, and never without its word
LEVELS = {"red": "#d1495b", "yellow": "#d9a21b", "watch": "#8a93a0"}
LEVEL_MARKS = {"red": "▲", "yellow": "◆", "watch": "○"}


def text_colour() -> str:
    """What reads on the ground of the theme in use; charts draw texts of their own in black."""
    return "#e6eaf0" if st.context.theme.type == "dark" else "#10161f"


def look(label: str) -> Look:
    """How nodes of a kind are drawn."""
    return LOOKS.get(label, _OTHER)
