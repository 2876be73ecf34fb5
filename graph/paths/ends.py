"""Where a path begins or ends: an entity of the projection, or another node by the entities that it is tied to."""

from dataclasses import dataclass

import numpy as np

from graph.paths.network import LEAST_COST, Network
from graph.projected import LABELS
from graph.store import GraphStore, NodeRef
from workspace.errors import RingtraceError

_MOST = 2000  # entities that another node may be tied to; more explain nothing


@dataclass(frozen=True)
class End:
    """An end of a path.

    entries: numbers of the entities at which a path may begin, each with the cost of stepping to it; edges: the kind
    of edge by which the node is tied to each entry, empty where the node is an entity itself.
    """

    node: NodeRef
    entries: dict[int, float]
    edges: dict[int, str]


def end_at(network: Network, store: GraphStore, node: NodeRef) -> End:
    """The end that a node makes.

    Raises:
        RingtraceError: no entity is tied to it, or too many are.
    """
    number = network.projection.number(node)
    if number is not None:
        return End(node, {number: 0.0}, {})
    tied = {other: kind for kind, other in _tied(store, node) if other.label in LABELS}
    numbered = {network.projection.number(other): kind for other, kind in tied.items()}
    edges = dict(sorted((number, kind) for number, kind in numbered.items() if number is not None))
    if not edges:
        raise RingtraceError(
            f"No person, card, institution, doctor, contact or repeated code is tied to {node.label} {node.key}, "
            "so no path can begin there. Name one of them instead."
        )
    entries = np.array(list(edges))
    costs = LEAST_COST + 0.5 * (np.log2(len(edges)) + np.log2(np.maximum(network.degrees[entries], 1)))
    return End(node, dict(zip(edges, costs.tolist(), strict=True)), edges)


def _tied(store: GraphStore, node: NodeRef) -> list[tuple[str, NodeRef]]:
    """The edges of a node that is no entity, with their other ends."""
    if node.label == "Drug":
        raise RingtraceError(
            f"Drug {node.key} is tied to everyone who takes it, which explains nothing. Name a lot, a code or a person."
        )
    found = store.neighbours(node, limit=_MOST)
    if found is None:
        raise RingtraceError(f"The graph has no {node.label} {node.key}.")
    if found.more:
        raise RingtraceError(
            f"{node.label} {node.key} is tied to more than {_MOST:,} others. Name one of them instead."
        )
    tied = [(edge.label, edge.end if edge.start == node else edge.start) for edge in found.edges]
    if node.label == "Terminal":
        tied.append(("STANDS_IN", NodeRef("Institution", str(found.centre.properties["institution_id"]))))
    return tied
