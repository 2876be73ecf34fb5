"""The strongest paths between two ends: two balls grow towards each other until all that is cheaper is known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from graph.paths.ball import Ball, meeting_cost
from graph.paths.middle import END, START, Middle, middle_of
from graph.paths.network import LEAST_COST, Costs, Mask, Network, Nodes
from graph.paths.ranking import ranked_routes

STEPS = 8  # longer chains explain nothing to a person
EFFORT = 5_000_000  # ties to look at before giving up: some seconds; a usual pair takes 200,000


@dataclass(frozen=True)
class Route:
    """A loopless path: its nodes in order, and its cost."""

    nodes: tuple[int, ...]
    cost: float


@dataclass(frozen=True)
class Looked:
    """How far a search went: entities seen, ties looked at, every path of less than `cost` known.

    exhausted: there was nothing more to see, so that what was not found does not exist within the steps.
    """

    entities: int
    ties: int
    cost: float
    steps: int
    exhausted: bool


def together(legs: Sequence[Looked]) -> Looked:
    """How far several searches went: to the nearest of their limits; one that was exhausted settles it."""
    return Looked(
        sum(leg.entities for leg in legs),
        sum(leg.ties for leg in legs),
        min(leg.cost for leg in legs),
        max(leg.steps for leg in legs),
        any(leg.exhausted for leg in legs),
    )


@dataclass(frozen=True)
class Found:
    """Paths, strongest first, and how far was looked."""

    routes: tuple[Route, ...]
    looked: Looked


@dataclass
class Search:
    """A search between two ends.

    starts, ends: nodes at either end, each with the cost of stepping to it; steps: ties that a path may have between
    them; closed: nodes that may not be entered.
    """

    network: Network
    starts: Mapping[int, float]
    ends: Mapping[int, float]
    steps: int = STEPS
    closed: Mask | None = None
    effort: int = EFFORT

    def __post_init__(self) -> None:
        self._near = Ball(self.network, self.starts, self._open if self.closed is not None else None)
        self._far = Ball(self.network, self.ends, self._open if self.closed is not None else None)
        self._limit = 0.0

    def strongest(self, count: int) -> Found:
        """The so many strongest paths; fewer where there are no more, or where too much was looked at."""
        routes: tuple[Route, ...] = ()
        for middle in self._middles():
            routes = tuple(islice(self._routes(middle), count))
            if len(routes) == count:
                break
        return Found(routes, self.looked())

    def routes(self) -> Iterator[Route]:
        """All paths, strongest first, as far as the search goes."""
        given = 0
        for middle in self._middles():
            for route in islice(self._routes(middle), given, None):
                given += 1
                yield route

    def looked(self) -> Looked:
        """How far the search went until now."""
        near, far = self._near, self._far
        entities = len(np.union1d(near.inside, far.inside))
        return Looked(entities, near.looked + far.looked, self._limit, self.steps, self._exhausted())

    def _routes(self, middle: Middle) -> Iterator[Route]:
        for cost, nodes in ranked_routes(middle, self.steps + 2):
            yield Route(tuple(node for node in nodes if node not in (START, END)), cost)

    def _middles(self) -> Iterator[Middle]:
        """What lies between the ends, for one limit after the other, as long as it makes sense to go on."""
        while not self._exhausted() and self._near.looked + self._far.looked < self.effort:
            wider = 1.5 * self._limit if self._near.finished and self._far.finished else 0.0
            self._limit = max(self._limit + 2 * LEAST_COST, wider)
            for ball in (self._near, self._far):
                ball.grow(self._limit / 2)
            if meeting_cost(self._near, self._far) < self._limit:
                yield middle_of(self.network, self._near, self._far, self.starts, self.ends, self._limit)

    def _exhausted(self) -> bool:
        """Whether no further path can be found: one end has no more neighbours and no path costs more."""
        if not (self._near.finished or self._far.finished):
            return self._limit > self._most
        met = meeting_cost(self._near, self._far)
        return bool(np.isinf(met)) or self._limit > self._most

    @property
    def _most(self) -> float:
        """More than any path of so many steps costs."""
        return self.steps * self.network.dearest + max(self.starts.values()) + max(self.ends.values())

    def _open(self, nodes: Nodes, _: Costs) -> Mask:
        return ~self.closed[nodes] if self.closed is not None else np.ones(len(nodes), dtype=bool)
