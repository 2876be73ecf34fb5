"""A ring's graph as a `py2neo.Subgraph` and back, for teams whose scripts use py2neo.

py2neo has had no release since 2021 and its maker has ended it, so that it is an extra (`ringtrace[py2neo]`) and
nothing of Ringtrace rests on it; Ringtrace itself talks to Neo4j by the official driver.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from workspace.errors import RingtraceError

if TYPE_CHECKING:
    import py2neo

KEY = "ringtrace_id"  # names a node in its database, such as `Person:P1`


def to_py2neo(graph: Subgraph) -> "py2neo.Subgraph":
    """Nodes with their kind as label, ties with theirs as type; what is not known is left out.

    The result can be given to `py2neo.Graph.create` or `merge`: each node has its primary label and key.

    Raises:
        RingtraceError: py2neo is not installed.
    """
    py2neo = _py2neo()
    nodes = {one.id: _node(py2neo, one) for one in graph.nodes}
    ties = [_tie(py2neo, nodes, one) for one in graph.edges]
    return py2neo.Subgraph(nodes.values(), ties)


def from_py2neo(graph: "py2neo.Subgraph", title: str, language: str = "en") -> Subgraph:
    """What `to_py2neo` made, or a database gave back of it; in order of ids.

    Raises:
        RingtraceError: a node was not made by `to_py2neo`.
    """
    # py2neo makes a node anew for each record of an answer that it is read from.
    nodes = sorted({_read_node(one) for one in graph.nodes}, key=lambda one: (one.kind, one.key))
    ties = {_read_tie(one) for one in graph.relationships}
    order = sorted(ties, key=lambda one: (one.kind, one.source, one.target, one.statement))
    return Subgraph(title, tuple(nodes), tuple(order), language)


def _py2neo() -> Any:
    try:
        import py2neo
    except ImportError as error:
        raise RingtraceError("py2neo is not installed. Run: pip install 'ringtrace[py2neo]'") from error
    return py2neo


def _node(py2neo: Any, one: GraphNode) -> Any:
    given = {"key": one.key, "name": one.name, "role": one.role, "weight": one.weight, "x": one.x, "y": one.y}
    node = py2neo.Node(one.kind, **{KEY: one.id}, **given)
    node.__primarylabel__, node.__primarykey__ = one.kind, KEY
    return node


def _tie(py2neo: Any, nodes: Mapping[str, Any], one: GraphEdge) -> Any:
    given = {"times": one.times, "amount": one.amount, "first": one.first, "last": one.last}
    given |= {"p_value": one.p_value, "statement": one.statement}
    known = {name: value for name, value in given.items() if value not in (None, "")}
    return py2neo.Relationship(nodes[one.source], one.kind, nodes[one.target], **known)


def _read_node(node: Any) -> GraphNode:
    if KEY not in node:
        raise RingtraceError(f"A node {sorted(node.labels)} has no {KEY}: it is none of an evidence graph.")
    (kind,) = node.labels
    told = {name: node[name] for name in ("key", "name", "role", "weight", "x", "y")}
    return GraphNode(node[KEY], kind, **told)


def _read_tie(tie: Any) -> GraphEdge:
    return GraphEdge(tie.start_node[KEY], tie.end_node[KEY], type(tie).__name__, **dict(tie))
