"""A picture of the graph, for reports and for whoever only wants to look."""

import html

from evidence.look import colour
from evidence.subgraph import GraphNode, Subgraph, drawn_of
from evidence.texts import kind
from evidence.xml_text import xml_text
from workspace.inert import plain

SUFFIX = ".svg"
_WIDTH, _HEIGHT, _MARGIN, _FOOT = 1000, 680, 60, 34
_LABELLED = 60  # members beyond which only people who lead and places bear their names
_LONG = 14
_FONT = "Noto Sans SC, Noto Sans CJK SC, sans-serif"


def render(graph: Subgraph) -> bytes:
    """The graph as SVG without scripts, links or outside references; of very many ties the strongest."""
    graph = drawn_of(graph)
    place = {node.id: _place(node) for node in graph.nodes}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" font-family="{_FONT}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT + _FOOT}" fill="#ffffff"/>',
    ]
    for edge in graph.edges:
        (x1, y1), (x2, y2) = place[edge.source], place[edge.target]
        stroke = "#d1495b" if edge.statement else "#c4c9d1"
        width = min(0.8 + edge.times / 10, 4)
        parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="{width:.1f}" '
            'stroke-opacity="0.7"/>'
        )
    few = len(graph.nodes) <= _LABELLED
    for node in graph.nodes:
        parts += _drawn(node, *place[node.id], named=few or node.kind == "Institution" or node.role == "organiser")
    parts += _legend(graph)
    return ("\n".join([*parts, "</svg>"]) + "\n").encode("utf-8", "backslashreplace")


def _place(node: GraphNode) -> tuple[float, float]:
    x = _MARGIN + (node.x + 1) / 2 * (_WIDTH - 2 * _MARGIN)
    y = _MARGIN + (node.y + 1) / 2 * (_HEIGHT - 2 * _MARGIN)
    return round(x, 1), round(y, 1)


def _drawn(node: GraphNode, x: float, y: float, *, named: bool) -> list[str]:
    size = 5 + 6 * node.weight
    fill = colour(node.kind)
    square = node.kind in ("Institution", "Card")
    drawn = (
        f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:.1f}" height="{2 * size:.1f}" fill="{fill}"/>'
        if square
        else f'<circle cx="{x}" cy="{y}" r="{size:.1f}" fill="{fill}"/>'
    )
    if not named:
        return [drawn]
    name = plain(node.name) or plain(node.key)[-6:]
    short = html.escape(xml_text(name if len(name) <= _LONG else f"{name[: _LONG - 1]}…"))
    label = f'<text x="{x}" y="{y + size + 13:.1f}" font-size="11" text-anchor="middle" fill="#1f2937">{short}</text>'
    return [drawn, label]


def _legend(graph: Subgraph) -> list[str]:
    parts, x = [], 20
    for one in dict.fromkeys(node.kind for node in graph.nodes):
        name = kind(one, graph.language)
        parts.append(f'<rect x="{x}" y="{_HEIGHT + 6}" width="12" height="12" fill="{colour(one)}"/>')
        parts.append(f'<text x="{x + 17}" y="{_HEIGHT + 17}" font-size="13" fill="#1f2937">{html.escape(name)}</text>')
        x += 40 + 13 * len(name)
    return parts
