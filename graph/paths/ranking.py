"""The k cheapest loopless paths of a small network, cheapest first.

Yen 1971 (Management Science 17:712) in Lawler's form (1972, Management Science 18:401): the paths left over after one
is taken fall into sets that do not overlap, by where they leave it, so that none is found twice. The search within a
set is A* with the exact cost to the end as its guide.
"""

import heapq
from collections.abc import Iterator
from itertools import pairwise

from graph.paths.middle import END, START, Middle

Route = tuple[int, ...]


def ranked_routes(middle: Middle, steps: int) -> Iterator[tuple[float, Route]]:
    """Cost and nodes (from `START` to `END`) of every loopless path of at most so many steps under the limit.

    Cheapest first; of equal cost the one of fewer steps, then of smaller numbers.
    """
    waiting: list[tuple[float, int, Route, int, frozenset[int]]] = []

    def offer(prefix: Route, barred: frozenset[int]) -> None:
        found = _cheapest(middle, prefix, barred, steps)
        if found is not None:
            cost, route = found
            heapq.heappush(waiting, (cost, len(route), route, len(prefix) - 1, barred))

    offer((START,), frozenset())
    while waiting:
        cost, _, route, fork, barred = heapq.heappop(waiting)
        yield cost, route
        for at in range(fork, len(route) - 1):
            offer(route[: at + 1], (barred if at == fork else frozenset()) | {route[at + 1]})


def _cheapest(middle: Middle, prefix: Route, barred: frozenset[int], steps: int) -> tuple[float, Route] | None:
    """The cheapest path that begins with the prefix and does not go on to a barred node."""
    spent = sum(middle.ties[one][other] for one, other in pairwise(prefix))
    taken = set(prefix)
    fewest: dict[int, int] = {}
    queue: list[tuple[float, int, Route, float]] = [(spent, len(prefix) - 1, prefix, spent)]
    while queue:
        _, length, route, cost = heapq.heappop(queue)
        node = route[-1]
        if node == END:
            return cost, route
        if length >= fewest.get(node, steps):
            continue
        fewest[node] = length
        for other, price in middle.ties.get(node, {}).items():
            if other in taken or (len(route) == len(prefix) and other in barred):
                continue
            total = cost + price
            if total + middle.rest[other] < middle.limit and length + 1 < fewest.get(other, steps + 1):
                heapq.heappush(queue, (total + middle.rest[other], length + 1, (*route, other), total))
    return None
