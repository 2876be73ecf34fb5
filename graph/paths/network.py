"""The entity projection as a network to search: ties of nodes, what they cost, how strong they are.

A tie's strength is its weight over the geometric mean of what both ends have, sqrt(w / (d_u d_v)): 1 where two
entities have nothing but each other, near 0 where one of them is a shop with 40,000 customers. It is the entry of the
degree-normalised adjacency matrix (Chung 1997, Spectral Graph Theory, ch. 1; Ochiai's coefficient for w = 1). A path's
strength is the product of its ties' strengths; each tie costs 1 + log2(1 / strength), so that the cheapest path is the
strongest, and each step counts as a halving. No tie costs less than 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

from graph.adjacency import Adjacency, adjacency_of, read_adjacency
from graph.projected import LABELS, TIES
from graph.projection import Projection, projection_folder, read_projection
from graph.store import NodeRef
from workspace.snapshots import Snapshot

Nodes = npt.NDArray[np.int64]
Costs = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_TIE_ARRAYS = ("source", "target", "kind", "weight")
LEAST_COST = 1.0  # of any tie


@dataclass(frozen=True)
class Network:
    """A projection and its ties by node."""

    projection: Projection
    adjacency: Adjacency

    @cached_property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.projection.labels)

    @cached_property
    def degrees(self) -> npt.NDArray[np.int64]:
        """(nodes,) ties of each node."""
        return np.diff(self.adjacency.starts) + np.diff(self.adjacency.reverse_starts)

    @cached_property
    def dearest(self) -> float:
        """What no tie costs more than."""
        return LEAST_COST + float(self._logs.max(initial=0.0))

    @cached_property
    def _logs(self) -> Costs:
        return cast(Costs, np.log2(np.maximum(self.degrees, 1)))

    def ties_of(self, nodes: Nodes) -> tuple[Nodes, Nodes, Nodes]:
        """Of every tie of the nodes: which of them it is of (its place in `nodes`), the other end, the tie."""
        adjacency, projection = self.adjacency, self.projection
        out_of, out = _spans(adjacency.starts[nodes], adjacency.starts[nodes + 1])
        in_of, places = _spans(adjacency.reverse_starts[nodes], adjacency.reverse_starts[nodes + 1])
        into = adjacency.reverse[places].astype(np.int64)
        others = np.concatenate([projection.target[out], projection.source[into]]).astype(np.int64)
        return np.concatenate([out_of, in_of]), others, np.concatenate([out, into])

    def costs(self, ties: Nodes) -> Costs:
        """What each tie costs."""
        one, other = self.projection.source[ties], self.projection.target[ties]
        most = np.minimum(self.degrees[one], self.degrees[other])
        weight = np.clip(self.projection.weight[ties], 1, np.maximum(most, 1))
        return LEAST_COST + 0.5 * (self._logs[one] + self._logs[other] - np.log2(weight))

    def between(self, one: int, other: int) -> list[int]:
        """The ties between two nodes, in the order of the declaration."""
        low, high = min(one, other), max(one, other)
        first, last = (int(at) for at in self.adjacency.starts[low : low + 2])
        targets = self.projection.target[first:last]
        return list(
            range(first + int(np.searchsorted(targets, high)), first + int(np.searchsorted(targets, high, "right")))
        )

    def cost_between(self, one: int, other: int) -> float:
        """What the cheapest tie between two tied nodes costs."""
        return float(self.costs(np.array(self.between(one, other), dtype=np.int64)).min())

    def ties_of_kind(self, kind: int) -> int:
        """How many ties there are of a kind."""
        return int(self._ties_by_kind[kind])

    @cached_property
    def _ties_by_kind(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.projection.kind, minlength=len(TIES))

    def kind(self, tie: int) -> str:
        """Name of a tie's kind."""
        return TIES[int(self.projection.kind[tie])].name

    def mask(self, nodes: Iterable[NodeRef], kinds: Iterable[str] = ()) -> Mask:
        """(nodes,) whether each is one of those or of one of the kinds."""
        found = np.isin(self.projection.labels, [LABELS.index(kind) for kind in kinds])
        for node in nodes:
            number = self.projection.number(node)
            if number is not None:
                found[number] = True
        return found


def strength(cost: float, steps: int = 1) -> float:
    """Strength of a tie, or of a path of so many ties, from its cost; 0 to 1."""
    return float(2.0 ** (steps * LEAST_COST - cost))


def network_of(projection: Projection, adjacency: Adjacency | None = None) -> Network:
    """The network of a projection; its ties are sorted by node where nobody did before."""
    plain = replace(projection, **{name: np.asarray(getattr(projection, name)) for name in _TIE_ARRAYS})  # faster views
    found = adjacency or adjacency_of(plain.source, plain.target, len(plain.labels))
    return Network(plain, Adjacency(*(np.asarray(getattr(found, item.name)) for item in fields(found))))


def read_network(snapshot: Snapshot) -> Network:
    """The network of a snapshot, mapped from disk.

    Raises:
        RingtraceError: it was not built yet, or by another version.
    """
    return network_of(read_projection(snapshot), read_adjacency(projection_folder(snapshot)))


def _spans(starts: Nodes, ends: Nodes) -> tuple[Nodes, Nodes]:
    """Of the numbers of each span, start to end: which span, and the number."""
    counts = (ends - starts).astype(np.int64)
    which = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return which, np.arange(len(which), dtype=np.int64) + (starts - before)[which]
