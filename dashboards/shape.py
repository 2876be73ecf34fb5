"""A ring's shape, small: who is tied to whom, people as dots, places as squares, without a name."""

from html import escape
from typing import Any

from dashboards.drawing import Drawing
from dashboards.palette import OTHER
from graph.layout import positions

WIDE, HIGH = 240, 160
_EDGE = 12  # around the picture
_SEED = 7


def shape(drawing: Drawing) -> str:
    """SVG of a drawing, for eyes alone: what it is stands beside it. The same drawing gives the same picture."""
    number = {node["id"]: place for place, node in enumerate(drawing.nodes)}
    pairs = [(number[edge["source"]], number[edge["target"]]) for edge in drawing.edges]
    at = [_point(*spot) for spot in positions(len(drawing.nodes), pairs, _SEED)]
    lines = "".join(
        f'<line x1="{at[one][0]}" y1="{at[one][1]}" x2="{at[other][0]}" y2="{at[other][1]}"/>'
        for one, other in sorted(set(pairs))
    )
    marks = "".join(_mark(node, *spot) for node, spot in zip(drawing.nodes, at, strict=True))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="100%" aria-hidden="true">'
        f'<g stroke="{OTHER}" stroke-opacity="0.55">{lines}</g>{marks}</svg>'
    )


def _point(x: float, y: float) -> tuple[float, float]:
    wide, high = WIDE - 2 * _EDGE, HIGH - 2 * _EDGE
    return round(_EDGE + (x + 1) / 2 * wide, 1), round(_EDGE + (y + 1) / 2 * high, 1)


def _mark(node: dict[str, Any], x: float, y: float) -> str:
    fill = escape(str(node["colour"]), quote=True)
    if node["shape"] == "ellipse":
        return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{fill}"/>'
    if node["shape"] == "rectangle":
        return f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" fill="{fill}"/>'
    return f'<rect x="{x - 3:g}" y="{y - 2.5:g}" width="6" height="5" rx="1" fill="{fill}"/>'
