"""Paths against networkx on random small graphs; a failing seed stands in the test's id or message."""

from itertools import islice

import networkx as nx
import numpy as np
import pytest
from networks import as_networkx, network_from, random_network

from graph.paths.network import LEAST_COST, strength
from graph.paths.search import Search

QUICK = range(0, 200, 100)
SEEDS = [*QUICK, *(pytest.param(first, marks=pytest.mark.slow) for first in range(200, 3000, 100))]


def costs_of(graph: nx.Graph, routes: list[tuple[int, ...]]) -> list[float]:
    return [sum(graph[one][other]["cost"] for one, other in nx.utils.pairwise(route)) for route in routes]


@pytest.mark.parametrize("first", SEEDS)
def test_the_strongest_paths_are_those_of_networkx(first: int) -> None:
    for seed in range(first, first + 100):
        network = random_network(seed)
        graph = as_networkx(network)
        start, end = (int(node) for node in np.random.default_rng(seed).choice(network.size, 2, replace=False))
        found = Search(network, {start: 0.0}, {end: 0.0}, steps=network.size).strongest(4)
        routes = [route.nodes for route in found.routes]
        try:
            wanted = [tuple(one) for one in islice(nx.shortest_simple_paths(graph, start, end, "cost"), 4)]
        except nx.NetworkXNoPath:
            wanted = []
        assert len(set(routes)) == len(routes) == len(wanted), f"seed {seed}"
        assert np.allclose(costs_of(graph, routes), costs_of(graph, wanted)), f"seed {seed}"
        assert np.allclose([route.cost for route in found.routes], costs_of(graph, wanted)), f"seed {seed}"
        assert all(len(set(route)) == len(route) and route[0] == start and route[-1] == end for route in routes)


@pytest.mark.parametrize(
    "first", [10_000, *(pytest.param(first, marks=pytest.mark.slow) for first in range(10_100, 11_000, 100))]
)
def test_of_limited_steps_and_closed_nodes_every_path_is_listed_in_order(first: int) -> None:
    for seed in range(first, first + 100):
        chance = np.random.default_rng(seed)
        network = random_network(seed, nodes=10)
        start, end, *shut = (int(node) for node in chance.choice(network.size, 4, replace=False))
        steps = int(chance.integers(1, 6))
        closed = np.zeros(network.size, dtype=bool)
        closed[shut] = True
        graph = as_networkx(network)
        graph.remove_nodes_from(shut)
        every = list(nx.all_simple_paths(graph, start, end, cutoff=steps))
        wanted = sorted(costs_of(graph, every))
        found = list(Search(network, {start: 0.0}, {end: 0.0}, steps, closed).routes())
        assert {route.nodes for route in found} == {tuple(route) for route in every}, f"seed {seed}"
        assert np.allclose([route.cost for route in found], wanted), f"seed {seed}"


def test_a_shared_phone_explains_more_than_a_shop_of_thousands() -> None:
    people, shop, phone = 400, 400, 401
    rows = [(person, shop, 1) for person in range(people)] + [(0, phone, 5), (1, phone, 5)]
    network = network_from(np.array(sorted(rows)), people + 2, np.ones(len(rows)))
    [first, second] = Search(network, {0: 0.0}, {1: 0.0}).strongest(2).routes
    assert (first.nodes, second.nodes) == ((0, phone, 1), (0, shop, 1))
    assert strength(first.cost, 2) > 50 * strength(second.cost, 2)


def test_two_who_have_only_each_other_are_as_strong_as_can_be() -> None:
    network = network_from(np.array([(0, 1, 0)]), 2, np.array([1]))
    [route] = Search(network, {0: 0.0}, {1: 0.0}).strongest(3).routes
    assert route.cost == LEAST_COST
    assert strength(route.cost) == 1.0


def test_no_path_says_how_far_it_looked() -> None:
    network = network_from(np.array([(0, 1, 0), (2, 3, 0)]), 4, np.ones(2))
    found = Search(network, {0: 0.0}, {3: 0.0}).strongest(1)
    assert found.routes == ()
    assert found.looked.exhausted
    assert found.looked.entities >= 2


def test_too_much_effort_ends_the_search_and_is_told() -> None:
    rows = np.array([(node, node + 1, 0) for node in range(50)])
    found = Search(network_from(rows, 51, np.ones(50)), {0: 0.0}, {50: 0.0}, steps=50, effort=10).strongest(1)
    assert found.routes == ()
    assert not found.looked.exhausted
