"""Small random entity projections, and the same as a networkx graph."""

import networkx as nx
import numpy as np
import pyarrow as pa

from graph.paths.network import Network, network_of
from graph.projected import LABELS
from graph.projection import Projection


def random_network(seed: int, nodes: int = 14) -> Network:
    """A few entities with random ties, some of them parallel, some hubs."""
    chance = np.random.default_rng(seed)
    ties = int(chance.integers(nodes // 2, 3 * nodes))
    ends = np.sort(np.minimum(chance.integers(0, nodes, (ties, 2)), chance.integers(0, nodes, (ties, 2))), axis=1)
    ends = ends[ends[:, 0] < ends[:, 1]]
    rows = np.unique(np.column_stack([ends, chance.integers(0, 3, len(ends))]), axis=0)
    return network_from(rows, nodes, chance.integers(1, 30, len(rows)), np.sort(chance.integers(0, len(LABELS), nodes)))


def network_from(rows: np.ndarray, nodes: int, weights: np.ndarray, labels: np.ndarray | None = None) -> Network:
    """Of rows of source, target, kind; sorted."""
    source, target, kind = (rows[:, at] for at in range(3))
    return network_of(
        Projection(
            (labels if labels is not None else np.zeros(nodes)).astype(np.uint8),
            pa.array([f"n{number:02}" for number in range(nodes)]),
            source.astype(np.int32),
            target.astype(np.int32),
            kind.astype(np.uint8),
            weights.astype(np.int32),
        )
    )


def as_networkx(network: Network) -> nx.Graph:
    """The same graph; of parallel ties the cheapest."""
    graph = nx.Graph()
    graph.add_nodes_from(range(network.size))
    every = np.arange(len(network.projection.source))
    for one, other, cost in zip(
        network.projection.source.tolist(),
        network.projection.target.tolist(),
        network.costs(every).tolist(),
        strict=True,
    ):
        known = graph.get_edge_data(one, other, {"cost": cost})["cost"]
        graph.add_edge(one, other, cost=min(cost, known))
    return graph
