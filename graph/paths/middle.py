"""The small part of the network that holds every path of less than a cost between two balls.

A path of less than the cost passes its half somewhere: what comes before lies in the ball of its start, what comes
after in the ball of its end. Searching each ball backwards from the other, only where the sum stays under the cost,
leaves the few nodes that such paths can use.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.paths.ball import Ball
from graph.paths.network import Costs, Mask, Network, Nodes

START, END = -1, -2  # stand for both ends, which may be several nodes, each at a cost


@dataclass(frozen=True)
class Middle:
    """Nodes that paths of less than `limit` can use.

    ties: the neighbours of each node with what the cheapest tie to each costs; rest: the least cost to the end.
    """

    limit: float
    ties: Mapping[int, Mapping[int, float]]
    rest: Mapping[int, float]


def middle_of(
    network: Network, near: Ball, far: Ball, starts: Mapping[int, float], ends: Mapping[int, float], limit: float
) -> Middle:
    """What lies between two balls, each grown to at least half the limit."""
    beyond, before = _beyond(network, near, far, limit), _beyond(network, far, near, limit)
    nodes = np.union1d(near.inside, far.inside)
    to_start = np.minimum(near.costs(nodes), before.costs(nodes))
    to_end = np.minimum(far.costs(nodes), beyond.costs(nodes))
    useful = to_start + to_end < limit
    nodes, to_start, to_end = nodes[useful], to_start[useful], to_end[useful]
    ties = _ties(network, nodes, to_start, to_end, limit)
    rest = dict(zip(nodes.tolist(), to_end.tolist(), strict=True))
    ties[START] = {node: cost for node, cost in starts.items() if node in rest}
    for node in ends.keys() & rest.keys():
        ties.setdefault(node, {})[END] = ends[node]
    return Middle(limit, ties, rest | {END: 0.0, START: 0.0})


def _beyond(network: Network, near: Ball, far: Ball, limit: float) -> Ball:
    """The far ball's search gone on inside the near ball."""

    def admit(nodes: Nodes, costs: Costs) -> Mask:
        return near.settled(nodes) & ~far.settled(nodes) & (near.costs(nodes) + costs < limit)

    met = near.inside[~far.settled(near.inside)]
    costs = far.costs(met)
    met, costs = met[np.isfinite(costs)], costs[np.isfinite(costs)]
    ball = Ball(network, dict(zip(met.tolist(), costs.tolist(), strict=True)), admit)
    ball.grow(limit)
    return ball


def _ties(network: Network, nodes: Nodes, to_start: Costs, to_end: Costs, limit: float) -> dict[int, dict[int, float]]:
    which, others, ties = network.ties_of(nodes)
    places = np.searchsorted(nodes, others)
    places[places == len(nodes)] = 0
    kept = nodes[places] == others if len(nodes) else np.zeros(0, dtype=bool)
    which, places, ties = which[kept], places[kept], ties[kept]
    costs = network.costs(ties)
    kept = to_start[which] + costs + to_end[places] < limit
    found: dict[int, dict[int, float]] = {}
    for one, other, cost in zip(
        nodes[which[kept]].tolist(), nodes[places[kept]].tolist(), costs[kept].tolist(), strict=True
    ):
        known = found.setdefault(one, {})
        known[other] = min(cost, known.get(other, cost))
    return found
