"""GraphML 1.0, as networkx, igraph, yEd and Gephi read it."""

import io
from typing import Any

import networkx as nx

from evidence.subgraph import Subgraph
from evidence.xml_text import xml_text

SUFFIX = ".graphml"


def render(graph: Subgraph) -> bytes:
    """The graph as GraphML: directed, several edges between two nodes allowed, every attribute with its type."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=xml_text(graph.title))
    for node in graph.nodes:
        known = _known(vars(node), "id")
        made.add_node(xml_text(node.id), label=known["name"] or known["key"], **known)
    for number, edge in enumerate(graph.edges):
        made.add_edge(
            xml_text(edge.source), xml_text(edge.target), key=f"e{number}", **_known(vars(edge), "source", "target")
        )
    file = io.BytesIO()
    nx.write_graphml_xml(made, file)
    return file.getvalue()


def _known(values: dict[str, Any], *left_out: str) -> dict[str, Any]:
    """The attributes that have a value, fit for XML."""
    return {
        name: xml_text(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None and name not in left_out
    }
