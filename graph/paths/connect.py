"""What joins a set of entities: a small tree of strong ties that holds them all.

Kou, Markowsky and Berman 1981 (Acta Informatica 15:141): the cheapest tree over the entities by the costs of the paths
between them, each then put in place of its edge; at most twice as dear as the best tree there is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from graph.paths.ball import Ball, meeting_cost
from graph.paths.network import LEAST_COST, Costs, Mask, Network, Nodes
from graph.paths.search import EFFORT, STEPS, Route, Search

Pair = tuple[int, int]


@dataclass(frozen=True)
class Connection:
    """hops: pairs of tied entities that make a tree; apart: groups of terminals that nothing was found to join."""

    hops: tuple[Pair, ...]
    cost: float
    apart: tuple[tuple[int, ...], ...]


def connect(
    network: Network, terminals: Sequence[int], *, steps: int = STEPS, closed: Mask | None = None
) -> Connection:
    """The tree that joins the terminals, of paths of at most so many steps."""
    groups = Groups()
    used: dict[Pair, float] = {}
    for one, other in _by_cost(network, sorted(set(terminals)), closed):
        if groups.of(one) == groups.of(other):
            continue
        found = Search(network, {one: 0.0}, {other: 0.0}, steps, closed).strongest(1).routes
        if found:
            groups.join(one, other)
            used |= {pair: network.cost_between(*pair) for pair in _hops(found[0])}
    hops = _without_dead_ends(_tree(used), set(terminals))
    parts: dict[int, list[int]] = {}
    for terminal in sorted(set(terminals)):
        parts.setdefault(groups.of(terminal), []).append(terminal)
    apart = tuple(tuple(part) for part in parts.values()) if len(parts) > 1 else ()
    return Connection(tuple(hops), sum(used[pair] for pair in hops), apart)


class Groups:
    """Which entities are joined already (disjoint sets)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def of(self, node: int) -> int:
        """One of the node's group, the same for all of it."""
        while (above := self._above.get(node, node)) != node:
            self._above[node] = self._above.get(above, above)
            node = above
        return node

    def join(self, one: int, other: int) -> None:
        """Make one group of two."""
        self._above[self.of(one)] = self.of(other)


def _by_cost(network: Network, terminals: Sequence[int], closed: Mask | None) -> list[Pair]:
    """Pairs of terminals, those that a cheaper path joins first; one ball a terminal serves all its pairs."""

    def admit(nodes: Nodes, _: Costs) -> Mask:
        return np.ones(len(nodes), dtype=bool) if closed is None else ~closed[nodes]

    balls = {terminal: Ball(network, {terminal: 0.0}, admit) for terminal in terminals}
    radius, costs = 0.0, dict.fromkeys(combinations(terminals, 2), float("inf"))
    while any(cost >= 2 * radius for cost in costs.values()):
        radius += LEAST_COST
        for ball in balls.values():
            ball.grow(radius)
        costs = {(one, other): meeting_cost(balls[one], balls[other]) for one, other in costs}
        if all(ball.finished for ball in balls.values()) or sum(ball.looked for ball in balls.values()) > EFFORT:
            break
    return sorted(costs, key=lambda pair: (costs[pair], pair))


def _hops(route: Route) -> list[Pair]:
    return [(min(pair), max(pair)) for pair in pairwise(route.nodes)]


def _tree(used: Mapping[Pair, float]) -> list[Pair]:
    """The cheapest tree (or trees) of the hops, after Kruskal."""
    groups, kept = Groups(), []
    for pair in sorted(used, key=lambda pair: (used[pair], pair)):
        if groups.of(pair[0]) != groups.of(pair[1]):
            groups.join(*pair)
            kept.append(pair)
    return kept


def _without_dead_ends(hops: list[Pair], terminals: set[int]) -> list[Pair]:
    """The tree without branches that lead to no terminal."""
    while True:
        ends = Counter(node for pair in hops for node in pair)
        kept = [pair for pair in hops if all(ends[node] > 1 or node in terminals for node in pair)]
        if len(kept) == len(hops):
            return hops
        hops = kept
