"""What lies around a node before it is drawn: how many neighbours of each kind, and the heaviest of them."""

from dataclasses import dataclass

from graph.declaration import NODE_KINDS
from graph.neighbourhood import neighbourhood, quoted_name, steps
from graph.store import GraphStore, Limits, Neighbourhood, NodeRef


@dataclass(frozen=True)
class Ahead:
    """Edges of a kind that lead from a node to nodes of a kind."""

    edge: str
    other: str
    outward: bool
    count: int


def ahead(store: GraphStore, node: NodeRef, edges: tuple[str, ...] = ()) -> tuple[Ahead, ...]:
    """How many edges of each kind (of the named ones, or of all) lead from the node; kinds without any are left out."""
    key = NODE_KINDS[node.label].key.name
    found = []
    for step in steps(node.label, edges):
        left, right = ("-", "->") if step.outward else ("<-", "-")
        text = (
            f"MATCH (n:{node.label} {{{key}: $key}}){left}[e:{quoted_name(step.edge.label)}]{right}"
            f"(m:{step.other.label}) RETURN count(*)"
        )
        count = store.query(text, {"key": node.key}).rows[0][0]
        if count:
            found.append(Ahead(step.edge.label, step.other.label, step.outward, int(count)))
    return tuple(found)


def heaviest(
    store: GraphStore, node: NodeRef, *, edges: tuple[str, ...] = (), limit: int = 100
) -> Neighbourhood | None:
    """As `GraphStore.neighbours`, the heaviest edges of each kind first; see `graph.neighbourhood.WEIGHTS`."""
    limits = Limits(rows=limit + 1)
    return neighbourhood(
        lambda text, parameters: store.query(text, parameters, limits=limits), node, edges, limit, heaviest=True
    )
