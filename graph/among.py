"""The edges among some nodes, in one query a kind instead of seven a node: what a picture of a group needs."""

from collections.abc import Collection

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.kinds import EdgeKind
from graph.lookup import NAMES
from graph.neighbourhood import quoted_name
from graph.store import Edge, GraphStore, Limits, Node, NodeRef

_ROWS = Limits(rows=200_000)
_COUNT = "settlements"  # of the edges that bear it


def among(store: GraphStore, refs: Collection[NodeRef], edges: Collection[str]) -> tuple[list[Node], list[Edge]]:
    """Those of the nodes that the store has, and the edges of the named kinds that join two of them.

    Nodes bear their name alone, edges how many settlements they stand for. Of kinds that have no name, such as cards,
    those come that an edge joins.
    """
    keys: dict[str, list[str]] = {}
    for ref in sorted(set(refs)):
        keys.setdefault(ref.label, []).append(ref.key)
    found = [
        edge
        for kind in EDGE_KINDS.values()
        for start, end in kind.ends
        if kind.label in edges and start in keys and end in keys
        for edge in _joined(store, kind, (start, keys[start]), (end, keys[end]))
    ]
    nodes = [node for label, some in keys.items() if label in NAMES for node in _named(store, label, some)]
    nameless = sorted({end for edge in found for end in (edge.start, edge.end) if end.label not in NAMES})
    return nodes + [Node(ref, {}) for ref in nameless], found


def _named(store: GraphStore, label: str, keys: list[str]) -> list[Node]:
    key, name, asked = NODE_KINDS[label].key.name, NAMES[label], set(keys)
    text = f"MATCH (n:{label}) WHERE n.{key} IN $keys RETURN n.{key}, n.{quoted_name(name)}"
    rows = store.query(text, {"keys": keys}, limits=_ROWS).rows
    return [Node(NodeRef(label, row[0]), {name: row[1]}) for row in sorted(rows) if row[0] in asked]


def _joined(
    store: GraphStore, kind: EdgeKind, starts: tuple[str, list[str]], ends: tuple[str, list[str]]
) -> list[Edge]:
    """The edges of a kind, read from their starts: people and doctors, who have few."""
    (start, keys), (end, others) = starts, ends
    counted = any(one.name == _COUNT for one in kind.properties)
    returned = f"n.{NODE_KINDS[start].key.name}, m.{NODE_KINDS[end].key.name}" + (f", e.{_COUNT}" if counted else "")
    text = (
        f"MATCH (n:{start})-[e:{quoted_name(kind.label)}]->(m:{end}) WHERE n.{NODE_KINDS[start].key.name} IN $keys "
        f"RETURN {returned}"
    )
    # The other end is chosen here: asked for it as well, the embedded store reads all nodes of its kind.
    asked, wanted = set(keys), set(others)
    rows = sorted(store.query(text, {"keys": keys}, limits=_ROWS).rows)
    return [
        Edge(kind.label, NodeRef(start, row[0]), NodeRef(end, row[1]), {_COUNT: row[2]} if counted else {})
        for row in rows
        if row[0] in asked and row[1] in wanted
    ]
