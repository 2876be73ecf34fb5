"""Paths by way of given nodes: a path for each leg, joined, the strongest first."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice

from graph.paths.search import Route


class _Leg:
    """The paths of a leg, taken one after the other as they are asked for."""

    def __init__(self, routes: Iterator[Route]) -> None:
        self._routes, self._known = routes, list[Route]()

    def at(self, rank: int) -> Route | None:
        """The path of that rank, from 0; None where there are fewer."""
        self._known += islice(self._routes, max(0, rank + 1 - len(self._known)))
        return self._known[rank] if rank < len(self._known) else None


def joined(legs: Sequence[Iterator[Route]], steps: int) -> Iterator[Route | None]:
    """All loopless paths of at most so many steps that the legs' paths make, strongest first.

    None where the legs' paths cross or are too long together: the caller counts what was tried.
    """
    ranked = [_Leg(routes) for routes in legs]
    first = (0,) * len(ranked)
    waiting: list[tuple[float, tuple[int, ...], tuple[Route, ...]]] = []
    seen = {first}

    def offer(ranks: tuple[int, ...]) -> None:
        taken = [leg.at(rank) for leg, rank in zip(ranked, ranks, strict=True)]
        whole = tuple(route for route in taken if route is not None)
        if len(whole) == len(taken):
            heapq.heappush(waiting, (sum(route.cost for route in whole), ranks, whole))

    offer(first)
    while waiting:
        cost, ranks, routes = heapq.heappop(waiting)
        nodes = (*routes[0].nodes, *(node for route in routes[1:] for node in route.nodes[1:]))
        loopless = len(set(nodes)) == len(nodes) and len(nodes) <= steps + 1
        yield Route(nodes, cost) if loopless else None
        for at in range(len(ranks)):
            following = (*ranks[:at], ranks[at] + 1, *ranks[at + 1 :])
            if following not in seen:
                seen.add(following)
                offer(following)
