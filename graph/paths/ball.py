"""All nodes within a cost of some start, by Dijkstra's search taken a bucket of nodes at a time.

No tie costs less than `LEAST_COST`, so nodes whose costs differ by less cannot improve each other and are settled
together (Dinitz's label setting; Cherkassky, Goldberg and Radzik 1996, Mathematical Programming 73:129). Each bucket is
a few operations on arrays, which makes the search exact and fast without a compiled helper.
"""

from collections.abc import Callable, Mapping

import numpy as np

from graph.paths.network import LEAST_COST, Costs, Mask, Network, Nodes

Admit = Callable[[Nodes, Costs], Mask]  # which nodes may be entered at these costs
_NO_NODES: Nodes = np.empty(0, dtype=np.int64)


class Ball:
    """A search that grows from its starts, bucket by bucket."""

    def __init__(self, network: Network, starts: Mapping[int, float], admit: Admit | None = None) -> None:
        """Begin at some nodes, each at a cost of its own; `admit` None lets every node be entered."""
        self._network, self._admit = network, admit
        self._costs = np.zeros(
            network.size
        )  # 1 + the cost; 0 is out of reach, so that untouched memory stays untouched
        self._settled = np.zeros(network.size, dtype=bool)
        self._rings: dict[int, list[Nodes]] = {}
        self._inside = _NO_NODES
        self.radius = 0.0  # every node that costs less is settled
        self.looked = 0  # ties that were looked at
        self._enter(np.array(list(starts), dtype=np.int64), np.array(list(starts.values()), dtype=np.float64))

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to reach."""
        return not self._rings

    @property
    def inside(self) -> Nodes:
        """The settled nodes."""
        return self._inside

    def settled(self, nodes: Nodes) -> Mask:
        """Which of the nodes are settled."""
        return self._settled[nodes]

    def costs(self, nodes: Nodes) -> Costs:
        """The least cost of settled nodes, an upper bound of reached ones, infinite for others."""
        found = self._costs[nodes]
        return np.where(found > 0, found - 1, np.inf)

    def grow(self, radius: float) -> None:
        """Settle all nodes that cost less than `radius`."""
        while self._rings and (ring := min(self._rings)) * LEAST_COST < radius:
            self._settle(np.unique(np.concatenate(self._rings.pop(ring))))
            self.radius = (ring + 1) * LEAST_COST
        self.radius = max(self.radius, radius) if self._rings else np.inf

    def _settle(self, nodes: Nodes) -> None:
        nodes = nodes[~self._settled[nodes]]
        self._settled[nodes] = True
        self._inside = np.concatenate([self._inside, nodes])
        which, others, ties = self._network.ties_of(nodes)
        self.looked += len(ties)
        fresh = ~self._settled[others]
        which, others, ties = which[fresh], others[fresh], ties[fresh]
        self._enter(others, self.costs(nodes)[which] + self._network.costs(ties))

    def _enter(self, nodes: Nodes, costs: Costs) -> None:
        better = costs < self.costs(nodes)
        if self._admit:
            better &= self._admit(nodes, costs)
        nodes, costs = nodes[better], costs[better]
        fresh = nodes[self._costs[nodes] == 0]
        self._costs[fresh] = np.inf
        np.minimum.at(self._costs, nodes, costs + 1)
        rings = (self.costs(nodes) // LEAST_COST).astype(np.int64)
        for ring in np.flatnonzero(np.bincount(rings)):  # a node may stand in a ring twice, and in a farther one
            self._rings.setdefault(int(ring), []).append(nodes[rings == ring])


def meeting_cost(one: Ball, other: Ball) -> float:
    """Cost of the cheapest path known between two balls' starts; exact where it is under the sum of their radii."""
    costs = [(one.costs(ball.inside) + other.costs(ball.inside)).min(initial=np.inf) for ball in (one, other)]
    return float(min(costs))
