"""A ring's graph as igraph, networkx and pandas have graphs, and back without loss.

What is unknown (an amount, a p-value) is None, in frames NaN. Title and language go along as attributes of the graph
or frame; nodes and ties keep their order.
"""

from dataclasses import fields
from typing import Any

import igraph
import networkx as nx
import pandas as pd

from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from workspace.errors import RingtraceError

_NODE = tuple(item.name for item in fields(GraphNode))
_EDGE = tuple(item.name for item in fields(GraphEdge))
_OF_GRAPH = ("title", "language")
_NUMBERS = ("weight", "x", "y", "amount", "p_value")
_COUNTS = ("times",)


def to_frames(graph: Subgraph) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A frame of nodes and one of ties, a column for each field."""
    return _frame(graph, graph.nodes, _NODE), _frame(graph, graph.edges, _EDGE)


def from_frames(nodes: pd.DataFrame, edges: pd.DataFrame) -> Subgraph:
    """What `to_frames` made; other columns are left aside.

    Raises:
        RingtraceError: a column is missing, or a tie names a node that is not there.
    """
    given = {name: str(nodes.attrs.get(name, default)) for name, default in (("title", ""), ("language", "en"))}
    return _checked(
        tuple(GraphNode(**row) for row in _rows(nodes, _NODE)),
        tuple(GraphEdge(**row) for row in _rows(edges, _EDGE)),
        given,
    )


def to_networkx(graph: Subgraph) -> "nx.MultiDiGraph[str]":
    """Nodes by id with the other fields as attributes; a tie's key is its place."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph(title=graph.title, language=graph.language)
    for node in graph.nodes:
        made.add_node(node.id, **_values(node, _NODE, "id"))
    for place, edge in enumerate(graph.edges):
        made.add_edge(edge.source, edge.target, key=place, **_values(edge, _EDGE, "source", "target"))
    return made


def from_networkx(graph: "nx.MultiDiGraph[str]") -> Subgraph:
    """What `to_networkx` made; other attributes are left aside.

    Raises:
        RingtraceError: an attribute is missing.
    """
    ties = sorted(graph.edges(keys=True, data=True), key=lambda tie: tie[2])
    return _checked(
        tuple(GraphNode(**_taken({"id": name, **data}, _NODE)) for name, data in graph.nodes(data=True)),
        tuple(GraphEdge(**_taken({"source": a, "target": b, **data}, _EDGE)) for a, b, _, data in ties),
        {name: str(graph.graph.get(name, default)) for name, default in (("title", ""), ("language", "en"))},
    )


def to_igraph(graph: Subgraph) -> igraph.Graph:
    """A directed graph. igraph finds vertices by `name`, which is the id; the name of a member is in `label`."""
    place = {node.id: number for number, node in enumerate(graph.nodes)}
    made = igraph.Graph(n=len(graph.nodes), directed=True)
    made.add_edges([(place[edge.source], place[edge.target]) for edge in graph.edges])
    for name in _OF_GRAPH:
        made[name] = getattr(graph, name)
    for name in _NODE:
        made.vs[_IN_IGRAPH.get(name, name)] = [getattr(node, name) for node in graph.nodes]
    for name in _EDGE[2:]:
        made.es[name] = [getattr(edge, name) for edge in graph.edges]
    return made


def from_igraph(graph: igraph.Graph) -> Subgraph:
    """What `to_igraph` made; other attributes are left aside.

    Raises:
        RingtraceError: an attribute is missing.
    """
    nodes = tuple(
        GraphNode(**_taken({name: one.attributes().get(_IN_IGRAPH.get(name, name), _MISSING) for name in _NODE}, _NODE))
        for one in graph.vs
    )
    edges = tuple(
        GraphEdge(**_taken({"source": nodes[one.source].id, "target": nodes[one.target].id, **one.attributes()}, _EDGE))
        for one in graph.es
    )
    held = set(graph.attributes())
    defaults = (("title", ""), ("language", "en"))
    return _checked(nodes, edges, {name: str(graph[name]) if name in held else other for name, other in defaults})


_IN_IGRAPH = {"id": "name", "name": "label"}
_MISSING = object()


def _values(one: GraphNode | GraphEdge, names: tuple[str, ...], *left_out: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names if name not in left_out}


def _frame(graph: Subgraph, rows: tuple[Any, ...], names: tuple[str, ...]) -> pd.DataFrame:
    types = {name: "float64" if name in _NUMBERS else "int64" if name in _COUNTS else "str" for name in names}
    made = pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=list(names)).astype(types)
    made.attrs = {name: getattr(graph, name) for name in _OF_GRAPH}
    return made


def _rows(frame: pd.DataFrame, names: tuple[str, ...]) -> list[dict[str, Any]]:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise RingtraceError(f"The frame has no column {', '.join(missing)}: it is none of an evidence graph.")
    columns = [frame[name].tolist() for name in names]
    return [
        {
            name: None if name in ("amount", "p_value") and value != value else value
            for name, value in zip(names, row, strict=True)
        }
        for row in zip(*columns, strict=True)
    ]


def _taken(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    missing = [name for name in names if values.get(name, _MISSING) is _MISSING]
    if missing:
        raise RingtraceError(f"A node or tie has no {', '.join(missing)}: it is none of an evidence graph.")
    return {name: values[name] for name in names}


def _checked(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...], given: dict[str, str]) -> Subgraph:
    known = {node.id for node in nodes}
    for edge in edges:
        if not {edge.source, edge.target} <= known:
            raise RingtraceError(f"A tie joins {edge.source} and {edge.target}, of which one is no node here.")
    return Subgraph(nodes=nodes, edges=edges, **given)
