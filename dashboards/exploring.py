"""What the explorer shows: a graph that grows by one neighbourhood at a time and stops at 300 nodes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dashboards.standing import space
from graph.around import heaviest
from graph.lookup import look_around, spoken
from graph.store import Edge, GraphStore, Neighbourhood, Node, NodeRef

MOST = 300  # nodes that read well
A_KIND = 60  # neighbours of a kind and direction in one step
# What a person asks first: who, where, with which card. Payments and boxes come when asked for.
USUAL = ("HOLDS", "BOUGHT_AT", "LIVES_WITH", "ACTS_FOR", "REACHED_BY", "WORKS_AT")


@dataclass(frozen=True)
class View:
    """What is on the canvas; `left_out` are neighbours that had no room, `more` kinds that go on in the store."""

    centre: NodeRef
    nodes: dict[NodeRef, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    left_out: int = 0
    more: tuple[str, ...] = ()


def begin(store: GraphStore, centre: NodeRef, kinds: tuple[str, ...]) -> View | None:
    """The neighbourhood of a node; None where it is not in the graph."""
    return expand(store, View(centre), centre, kinds)


def expand(
    store: GraphStore,
    view: View,
    node: NodeRef,
    kinds: tuple[str, ...],
    *,
    limit: int = A_KIND,
    room: int | None = None,
) -> View | None:
    """The view with the neighbourhood of one of its nodes: of each kind the heaviest ties, at most `limit`.

    room: nodes that may come; what has no room is counted in `left_out`.
    """
    found = look_around(space(), store, node, edges=kinds, limit=limit, around=heaviest)
    return None if found is None else _grown(view, found, room)


def _grown(view: View, found: Neighbourhood, room: int | None) -> View:
    nodes = dict(view.nodes) or {found.centre.ref: found.centre}
    ranked = sorted(found.nodes, key=lambda node: -weight(node.ref, found.edges))
    fresh = [node for node in ranked if node.ref not in nodes]
    room = max(MOST - len(nodes) if room is None else room, 0)
    nodes |= {node.ref: node for node in fresh[:room]}
    edges = dict.fromkeys((*map(_Same, view.edges), *map(_Same, found.edges)))
    kept = tuple(one.edge for one in edges if one.edge.start in nodes and one.edge.end in nodes)
    more = tuple(dict.fromkeys((*view.more, *found.more)))
    return View(view.centre, nodes, kept, max(len(fresh) - room, 0), more)


@dataclass(frozen=True)
class _Same:
    """Edges of a kind between the same two, which are drawn as one."""

    label: str
    start: NodeRef
    end: NodeRef
    edge: Edge = field(compare=False)

    def __init__(self, edge: Edge) -> None:
        for name, value in (("label", edge.label), ("start", edge.start), ("end", edge.end), ("edge", edge)):
            object.__setattr__(self, name, value)


def weight(ref: NodeRef, edges: Iterable[Edge]) -> float:
    """How much ties a neighbour: what it bought, else how many edges it has."""
    return sum(float(edge.properties.get("settlements") or 1) for edge in edges if ref in (edge.start, edge.end))


def written(ref: NodeRef) -> str:
    """A node as it is typed into the search."""
    return spoken(ref)
