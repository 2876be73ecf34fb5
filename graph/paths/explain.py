"""Paths between nodes, each hop opened into what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, pairwise

from graph.paths.by_way import joined
from graph.paths.common import common_neighbours
from graph.paths.connect import connect
from graph.paths.ends import End, end_at
from graph.paths.evidence import Evidence, open_tie
from graph.paths.network import Mask, Network, strength
from graph.paths.search import STEPS, Looked, Route, Search, together
from graph.paths.sentences import Caption, sentence
from graph.projected import LABELS
from graph.store import GraphStore, NodeRef
from workspace.errors import RingtraceError

_TRIED = 500  # paths opened to find those within a span of days, or by way of a node


@dataclass(frozen=True)
class Hop:
    """A step of a path with all that ties its two nodes; strength 0 to 1, see `graph.paths.network`."""

    start: NodeRef
    end: NodeRef
    strength: float
    sentence: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Path:
    """A path, its strength the product of its hops'."""

    nodes: tuple[NodeRef, ...]
    strength: float
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Paths:
    """The strongest paths, and how far was looked."""

    paths: tuple[Path, ...]
    looked: Looked
    tried: int  # paths that were seen, of which some did not fit what was asked


@dataclass(frozen=True)
class Together:
    """The tree that joins several nodes, hop by hop; apart: groups that nothing was found to join."""

    hops: tuple[Hop, ...]
    apart: tuple[tuple[NodeRef, ...], ...]


@dataclass(frozen=True)
class Shared:
    """A common neighbour: the chance that both would have it, that chance in bits, the strength of the way over it."""

    node: NodeRef
    caption: str
    chance: float
    surprise: float
    strength: float


@dataclass(frozen=True)
class Wanted:
    """What a path may be.

    steps: ties at most; days: every dated tie shows itself within; through: nodes that it passes, in this order;
    not_through: nodes, and kinds of nodes, that it does not pass.
    """

    steps: int = STEPS
    days: tuple[date, date] | None = None
    through: tuple[NodeRef, ...] = ()
    not_through: tuple[NodeRef, ...] = ()
    not_kinds: tuple[str, ...] = ()


@dataclass
class Explainer:
    """Finds paths on a network and opens them in a store; `caption` says how a node is called in sentences."""

    network: Network
    store: GraphStore
    caption: Caption
    _opened: dict[tuple[int, int], tuple[Evidence, ...]] = field(default_factory=dict)

    def paths(self, start: NodeRef, end: NodeRef, count: int = 1, wanted: Wanted | None = None) -> Paths:
        """The strongest paths between two nodes that fit what is wanted.

        Raises:
            RingtraceError: the nodes are one, or one of them is no end for a path.
        """
        wanted = wanted or Wanted()
        if start == end:
            raise RingtraceError(f"Both ends are {start.label} {start.key}. Name two different nodes.")
        ends = [end_at(self.network, self.store, node) for node in (start, end)]
        inner = [self._entity(node) for node in wanted.through]
        closed = self._closed(wanted, ends, inner)
        legs = self._legs(ends, inner, wanted.steps, closed)
        found: list[Path] = []
        tried = 0
        for route in islice(joined([leg.routes() for leg in legs], wanted.steps), _TRIED):
            tried += 1
            if route and self._within(route, wanted.days):
                found.append(self.open(route, *ends))
            if len(found) == count:
                break
        return Paths(tuple(found), together([leg.looked() for leg in legs]), tried)

    def _legs(self, ends: Sequence[End], inner: Sequence[int], steps: int, closed: Mask | None) -> list[Search]:
        stops = [ends[0].entries, *({number: 0.0} for number in inner), ends[1].entries]
        return [Search(self.network, one, other, steps, closed) for one, other in pairwise(stops)]

    def together(self, nodes: Sequence[NodeRef], wanted: Wanted | None = None) -> Together:
        """A small tree of strong ties that joins entities; see `graph.paths.connect`."""
        wanted = wanted or Wanted()
        terminals = [self._entity(node) for node in nodes]
        closed = self._closed(wanted, [], terminals)
        found = connect(self.network, terminals, steps=wanted.steps, closed=closed)
        name = self.network.projection.node
        apart = tuple(tuple(name(number) for number in group) for group in found.apart)
        return Together(tuple(self.hop(*pair) for pair in found.hops), apart)

    def shared(self, one: NodeRef, other: NodeRef, limit: int = 20) -> tuple[Shared, ...]:
        """The neighbours that two entities have in common; see `graph.paths.common`."""
        found = common_neighbours(self.network, self._entity(one), self._entity(other), limit)
        nodes = [self.network.projection.node(item.node) for item in found]
        return tuple(
            Shared(node, self.caption(node), item.chance, item.surprise, item.strength)
            for node, item in zip(nodes, found, strict=True)
        )

    def open(self, route: Route, start: End, end: End) -> Path:
        """A route with each hop's evidence."""
        nodes = [self.network.projection.node(number) for number in route.nodes]
        hops = [self.hop(one, other) for one, other in pairwise(route.nodes)]
        first, last = route.nodes[0], route.nodes[-1]
        if first in start.edges:
            hops.insert(0, self._attached(start, first, start.node, nodes[0]))
            nodes.insert(0, start.node)
        if last in end.edges:
            hops.append(self._attached(end, last, nodes[-1], end.node))
            nodes.append(end.node)
        return Path(tuple(nodes), strength(route.cost, len(hops)), tuple(hops))

    def hop(self, one: int, other: int) -> Hop:
        """The step between two tied entities."""
        cost = self.network.cost_between(one, other)
        evidence = self._evidence(one, other)
        said = " ".join(sentence(item, self.caption) for item in evidence)
        return Hop(
            self.network.projection.node(one), self.network.projection.node(other), strength(cost), said, evidence
        )

    def _attached(self, end: End, entry: int, one: NodeRef, other: NodeRef) -> Hop:
        """The step between a node that is no entity and the entity it is tied to."""
        evidence = Evidence(end.edges[entry], one, other, 1)
        return Hop(one, other, strength(end.entries[entry]), sentence(evidence, self.caption), (evidence,))

    def _evidence(self, one: int, other: int) -> tuple[Evidence, ...]:
        pair = (min(one, other), max(one, other))
        if pair not in self._opened:
            first, second = (self.network.projection.node(number) for number in pair)
            self._opened[pair] = tuple(
                item
                for tie in self.network.between(one, other)
                for item in open_tie(
                    self.store, self.network.kind(tie), first, second, int(self.network.projection.weight[tie])
                )
            )
        return self._opened[pair]

    def _within(self, route: Route, days: tuple[date, date] | None) -> bool:
        return not days or all(
            any(item.within(*days) for item in self._evidence(one, other)) for one, other in pairwise(route.nodes)
        )

    def _entity(self, node: NodeRef) -> int:
        number = self.network.projection.number(node)
        if number is None:
            raise RingtraceError(
                f"Nothing passes through {node.label} {node.key}: ties are between {', '.join(LABELS)} only."
            )
        return number

    def _closed(self, wanted: Wanted, ends: Sequence[End], inner: Sequence[int]) -> Mask | None:
        if not (wanted.not_through or wanted.not_kinds):
            return None
        closed = self.network.mask(wanted.not_through, wanted.not_kinds)
        for number in (*(entry for end in ends for entry in end.entries), *inner):
            closed[number] = False
        return closed
