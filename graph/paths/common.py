"""Common neighbours of two entities, the most unusual first.

How unusual it is that both have a neighbour: with ties drawn at random between the kinds while every entity keeps its
number of ties (the configuration model), an entity with d of the T ties of a kind has a given neighbour with d_x of
them by about 1 - exp(-d d_x / T); both have it by the product. The surprise is that chance in bits.
"""

from dataclasses import dataclass

import numpy as np

from graph.paths.network import Network, Nodes, strength


@dataclass(frozen=True)
class Common:
    """An entity that both are tied to: the chance that both would be, and the strength of the way through it."""

    node: int
    chance: float
    strength: float

    @property
    def surprise(self) -> float:
        """Bits."""
        return float(-np.log2(self.chance))


def common_neighbours(network: Network, one: int, other: int, limit: int = 20) -> tuple[Common, ...]:
    """The entities that both are tied to, the most unusual first."""
    near, far = (network.ties_of(np.array([node]))[1] for node in (one, other))
    shared = np.setdiff1d(np.intersect1d(near, far), [one, other])
    chances = _chance(network, one, shared) * _chance(network, other, shared)
    order = np.lexsort((shared, chances))[:limit]
    return tuple(
        Common(
            int(shared[at]),
            float(chances[at]),
            strength(sum(network.cost_between(node, int(shared[at])) for node in (one, other)), 2),
        )
        for at in order
    )


def _chance(network: Network, node: int, shared: Nodes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Chance that an entity is tied to each of the others by the kinds of ties that tie it."""
    chances = np.ones(len(shared))
    kinds = network.projection.kind
    _, others, ties = network.ties_of(np.array([node]))
    own = kinds[ties]
    for at, neighbour in enumerate(shared):
        _, _, its = network.ties_of(np.array([neighbour]))
        missed = 1.0
        for kind in np.unique(own[others == neighbour]):
            expected = float((own == kind).sum()) * float((kinds[its] == kind).sum()) / network.ties_of_kind(int(kind))
            missed *= float(np.exp(-expected))
        chances[at] = max(1.0 - missed, 1e-300)
    return chances
