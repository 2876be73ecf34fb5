"""The whole graph: every kind by its label, and a digest that changes when any of them does."""

import hashlib

from graph.edges import EDGES, LAST
from graph.kinds import EdgeKind, NodeKind
from graph.nodes import NODES
from graph.sources import RELATIONS, needed
from workspace.tables import TABLES

NODE_KINDS: dict[str, NodeKind] = {kind.label: kind for kind in NODES}
EDGE_KINDS: dict[str, EdgeKind] = {kind.label: kind for kind in EDGES}
KINDS: dict[str, NodeKind | EdgeKind] = {**NODE_KINDS, **EDGE_KINDS}


def _reads_settlements(kind: NodeKind | EdgeKind) -> bool:
    texts = (kind.source, *(RELATIONS[name] for name in needed(kind.source)))
    return any("settlements" in text for text in texts)


def _loading_order() -> tuple[str, ...]:
    """Nodes of the tables and their edges, those of settlements after the others, then what is made, then `LAST`.

    Edges come as soon as their nodes are there, so that a store is at work while the engine still exports the rest.
    """
    late = [kind.label for kind in LAST]
    given = {label for label, kind in NODE_KINDS.items() if kind.source in TABLES}
    early = [
        label
        for label, kind in EDGE_KINDS.items()
        if label not in late and {end for pair in kind.ends for end in pair} <= given
    ]
    waiting = {label for label in (*given, *early) if _reads_settlements(KINDS[label])}
    nodes = [label for label in NODE_KINDS if label in given]
    ordered = [label for label in (*nodes, *early) if label not in waiting]
    ordered += [label for label in (*nodes, *early) if label in waiting]
    ordered += [label for label in (*NODE_KINDS, *EDGE_KINDS) if label not in (*ordered, *late)]
    return (*ordered, *late)


def check(nodes: dict[str, NodeKind], edges: dict[str, EdgeKind]) -> None:
    """Refuse edges that join kinds which are not declared.

    Raises:
        ValueError: an edge names an unknown kind of node.
    """
    for edge in edges.values():
        for label in {label for pair in edge.ends for label in pair} - nodes.keys():
            raise ValueError(f"{edge.label} joins {label}, which is not a kind of node")


check(NODE_KINDS, EDGE_KINDS)
LOADING_ORDER = _loading_order()

# What a built store was built from: a store of another digest is built anew.
DIGEST = hashlib.sha256(repr((NODES, EDGES, RELATIONS)).encode()).hexdigest()[:16]
