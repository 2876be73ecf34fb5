"""The drawing as SVG, from where the browser put the nodes; texts are texts, nothing in it acts or is fetched."""

import math
from typing import Any
from xml.etree import ElementTree as Tree

from dashboards.canvas import Positions
from dashboards.drawing import Drawing
from evidence.xml_text import xml_text

_SPACE = "http://www.w3.org/2000/svg"
_EDGE = 60  # around the drawing
# Corners of a shape, and the degrees by which the first is turned from the right.
_SIDES = {
    "diamond": (4, 0.0),
    "hexagon": (6, 0.0),
    "heptagon": (7, -90.0),
    "pentagon": (5, -90.0),
    "octagon": (8, 22.5),
    "triangle": (3, -90.0),
    "star": (5, -90.0),
    "vee": (3, 90.0),
}


def svg(drawing: Drawing, positions: Positions) -> bytes:
    """The drawing; nodes that have no position yet are left out, with their edges."""
    nodes = [node for node in drawing.nodes if node["id"] in positions]
    at = {node["id"]: positions[node["id"]] for node in nodes}
    xs, ys = [x for x, _ in at.values()] or [0.0], [y for _, y in at.values()] or [0.0]
    left, top = min(xs) - _EDGE, min(ys) - _EDGE
    wide, high = max(xs) - left + _EDGE, max(ys) - top + _EDGE
    root = Tree.Element("svg", {"xmlns": _SPACE, "viewBox": _numbers(left, top, wide, high), "role": "img"})
    Tree.SubElement(root, "rect", _box(left, top, wide, high) | {"fill": "#ffffff"})
    for edge in drawing.edges:
        if edge["source"] in at and edge["target"] in at:
            _line(root, edge, at)
    for node in nodes:
        _node(root, node, *at[node["id"]])
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def _line(root: Tree.Element, edge: dict[str, Any], at: Positions) -> None:
    (x1, y1), (x2, y2) = at[edge["source"]], at[edge["target"]]
    ends = {"x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"}
    Tree.SubElement(
        root, "line", ends | {"stroke": "#1c2430", "stroke-opacity": "0.3", "stroke-width": f"{edge['width']:g}"}
    )


def _node(root: Tree.Element, node: dict[str, Any], x: float, y: float) -> None:
    group = Tree.SubElement(root, "g")
    Tree.SubElement(group, "title").text = xml_text(node["told"])
    half, shape, fill = node["size"] / 2, node["shape"], {"fill": node["colour"]}
    if shape in _SIDES:
        Tree.SubElement(group, "polygon", {"points": _corners(shape, x, y, half)} | fill)
    elif shape == "ellipse":
        Tree.SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{half:g}"} | fill)
    else:
        radius = {"rx": "5"} if shape.startswith("round") or shape == "barrel" else {}
        Tree.SubElement(group, "rect", _box(x - half, y - half, 2 * half, 2 * half) | radius | fill)
    text = {"x": f"{x:g}", "y": f"{y + half + 13:g}", "text-anchor": "middle", "font-size": "10", "fill": "#1c2430"}
    Tree.SubElement(group, "text", text | {"font-family": "sans-serif"}).text = xml_text(node["label"])


def _corners(shape: str, x: float, y: float, half: float) -> str:
    sides, turn = _SIDES[shape]
    angles = [math.radians(turn + 360 * number / sides) for number in range(sides)]
    points = [(x + half * math.cos(angle), y + half * math.sin(angle)) for angle in angles]
    if shape == "star":  # every second corner
        points = [points[(2 * number) % sides] for number in range(sides)]
    return " ".join(f"{one:.1f},{other:.1f}" for one, other in points)


def _box(x: float, y: float, wide: float, high: float) -> dict[str, str]:
    return {"x": f"{x:g}", "y": f"{y:g}", "width": f"{wide:g}", "height": f"{high:g}"}


def _numbers(*given: float) -> str:
    return " ".join(f"{one:g}" for one in given)
