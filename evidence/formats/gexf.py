"""GEXF 1.3, as Gephi reads it: with positions, sizes and colours. networkx writes a GEXF that its schema refuses."""

from collections.abc import Mapping

from lxml import etree

from evidence.look import colour
from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from evidence.xml_text import xml_text

SUFFIX = ".gexf"
_GEXF = "http://gexf.net/1.3"
_SPREAD = 500.0  # Gephi draws in units of pixels

_NODE_ATTRIBUTES = {"kind": "string", "key": "string", "name": "string", "role": "string", "part": "double"}
_EDGE_ATTRIBUTES = {
    "times": "integer",
    "amount": "double",
    "first": "string",
    "last": "string",
    "p_value": "double",
    "statement": "string",
}


def render(graph: Subgraph) -> bytes:
    """The graph as GEXF 1.3. Source of the format: https://gexf.net/1.3."""
    root = etree.Element(_name("gexf"), nsmap={None: _GEXF}, version="1.3")
    meta = _below(root, "meta")
    _below(meta, "creator").text = "Ringtrace"
    _below(meta, "description").text = xml_text(graph.title)
    drawn = _below(root, "graph", defaultedgetype="directed", mode="static", idtype="string")
    _declare(drawn, "node", _NODE_ATTRIBUTES)
    _declare(drawn, "edge", _EDGE_ATTRIBUTES)
    nodes = _below(drawn, "nodes", count=str(len(graph.nodes)))
    for node in graph.nodes:
        _node(nodes, node)
    edges = _below(drawn, "edges", count=str(len(graph.edges)))
    for number, edge in enumerate(graph.edges):
        _edge(edges, number, edge)
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return text


def _name(tag: str) -> str:
    return f"{{{_GEXF}}}{tag}"


def _below(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, _name(tag), {key.rstrip("_"): xml_text(value) for key, value in attributes.items()})


def _declare(parent: etree._Element, of: str, attributes: Mapping[str, str]) -> None:
    declared = _below(parent, "attributes", class_=of)
    for name, kind in attributes.items():
        _below(declared, "attribute", id=name, title=name, type=kind)


def _values(parent: etree._Element, values: Mapping[str, object]) -> None:
    held = _below(parent, "attvalues")
    for name, value in values.items():
        if value not in (None, ""):
            _below(held, "attvalue", for_=name, value=str(value))


# Colour, position and size are in the format's own namespace, where its schema has them.
def _node(parent: etree._Element, node: GraphNode) -> None:
    made = _below(parent, "node", id=node.id, label=node.name or node.key)
    values = vars(node) | {"part": node.weight}
    _values(made, {name: values[name] for name in _NODE_ATTRIBUTES})
    red, green, blue = (str(int(colour(node.kind)[at : at + 2], 16)) for at in (1, 3, 5))
    _below(made, "color", r=red, g=green, b=blue)
    _below(made, "position", x=f"{node.x * _SPREAD:.2f}", y=f"{node.y * _SPREAD:.2f}", z="0.0")
    _below(made, "size", value=f"{6 + 14 * node.weight:.1f}")


def _edge(parent: etree._Element, number: int, edge: GraphEdge) -> None:
    made = _below(
        parent,
        "edge",
        id=f"e{number}",
        source=edge.source,
        target=edge.target,
        kind=edge.kind,
        label=edge.kind,
        weight=f"{max(edge.times, 1):.1f}",
    )
    values = vars(edge)
    _values(made, {name: values[name] for name in _EDGE_ATTRIBUTES})
