"""Positions of a small graph's nodes for a drawing that stands still."""

import random

import igraph

_STEPS = 300
_LARGE = 1_500  # nodes from which forces are summed over a grid, and fewer steps must do


def positions(nodes: int, edges: list[tuple[int, int]], seed: int) -> list[tuple[float, float]]:
    """x and y of nodes 0…nodes-1, both from -1 to 1; the same graph and seed give the same picture.

    Source: Fruchterman and Reingold 1991, doi:10.1002/spe.4380211102.
    """
    if nodes < 2:
        return [(0.0, 0.0)] * nodes
    graph = igraph.Graph(n=nodes, edges=edges).simplify()
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 # a picture, no secret
    try:
        start = graph.layout_circle()
        large = nodes >= _LARGE
        laid = graph.layout_fruchterman_reingold(niter=_STEPS // 3 if large else _STEPS, seed=start.coords, grid=large)
    finally:
        igraph.set_random_number_generator(random)
    laid.fit_into((-1, -1, 1, 1), keep_aspect_ratio=False)
    return [(round(x, 4), round(y, 4)) for x, y in laid.coords]
