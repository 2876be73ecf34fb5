"""Communities and cores of a weighted graph; the one file that knows igraph and leidenalg."""

from dataclasses import dataclass

import igraph
import leidenalg
import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

FINENESS = 1024  # parts of one that weights are told in
MOST_ITERATIONS = 100
GAIN = 1e-9  # of quality, for each edge, below which an iteration gained nothing


@dataclass(frozen=True)
class WeightedGraph:
    """An undirected graph of `nodes` nodes 0…nodes-1; edge i joins start[i] and end[i] with weight[i] > 0."""

    nodes: int
    start: IntArray
    end: IntArray
    weight: FloatArray

    def __post_init__(self) -> None:
        if not len(self.start) == len(self.end) == len(self.weight):
            raise ValueError("start, end and weight are of one length")
        if len(self.weight) and self.weight.min() <= 0:
            raise ValueError("weights are positive")


def components(graph: WeightedGraph) -> IntArray:
    """Connected component of each node, numbered by their smallest node."""
    membership = _as_igraph(graph).connected_components().membership
    return _renumbered(np.asarray(membership, dtype=np.int64))


def communities(graph: WeightedGraph, seed: int, resolution: float = 1.0) -> IntArray:
    """Leiden communities by modularity inside each connected component, numbered by their smallest node.

    Components are taken one by one, so that what happens in one part of the country changes nothing in another.
    Source: Traag, Waltman, van Eck 2019, doi:10.1038/s41598-019-41695-z.
    """
    part = components(graph)
    labels = np.zeros(graph.nodes, dtype=np.int64)
    whole = _as_igraph(graph)
    offset = 0
    for nodes in _groups(part):
        if len(nodes) > 3:
            piece = whole.induced_subgraph(nodes.tolist())
            found = _partition(piece, seed, resolution)
            labels[nodes] = offset + np.asarray(found.membership, dtype=np.int64)
            offset += len(found)
        else:
            labels[nodes] = offset
            offset += 1
    return _renumbered(labels)


def _partition(piece: igraph.Graph, seed: int, resolution: float) -> leidenalg.VertexPartition:
    """Leiden until an iteration gains nothing that counts.

    Leiden's own end ("no gain") may never come: the rounding of sums makes a move and its way back both look like one.
    """
    found = leidenalg.RBConfigurationVertexPartition(piece, weights="weight", resolution_parameter=resolution)
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(seed)
    for _ in range(MOST_ITERATIONS):
        if optimiser.optimise_partition(found, n_iterations=1) <= GAIN * max(piece.ecount(), 1):
            break
    return found


def coreness(graph: WeightedGraph) -> IntArray:
    """Largest k for which each node is in the k-core. Source: Seidman 1983, doi:10.1016/0378-8733(83)90028-X."""
    return np.asarray(_as_igraph(graph).simplify().coreness(), dtype=np.int64)


def _as_igraph(graph: WeightedGraph) -> igraph.Graph:
    # Multiples of a power of two add up without rounding, in any order.
    weight = np.maximum(np.round(graph.weight * FINENESS), 1.0) / FINENESS
    edges = np.column_stack([graph.start, graph.end])
    return igraph.Graph(n=graph.nodes, edges=edges, edge_attrs={"weight": weight.tolist()})


def _groups(labels: IntArray) -> list[IntArray]:
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [np.sort(group) for group in np.split(order, cuts)] if len(labels) else []


def _renumbered(labels: IntArray) -> IntArray:
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    result: IntArray = rank[inverse]
    return result
