import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.communities import WeightedGraph, communities, components, coreness


def graph(nodes: int, edges: list[tuple[int, int]]) -> WeightedGraph:
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return WeightedGraph(nodes, ends[:, 0], ends[:, 1], np.ones(len(edges)))


random_graphs = st.integers(2, 25).flatmap(
    lambda nodes: st.tuples(
        st.just(nodes),
        st.lists(
            st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(lambda edge: edge[0] != edge[1]),
            max_size=60,
        ),
    )
)


@given(random_graphs)
def test_components_are_those_of_networkx(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = drawn
    known = nx.Graph(edges)
    known.add_nodes_from(range(nodes))
    labels = components(graph(nodes, edges))
    groups = {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}
    assert groups == {frozenset(group) for group in nx.connected_components(known)}


@given(random_graphs)
def test_core_numbers_are_those_of_networkx(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = drawn
    known = nx.Graph(edges)
    known.add_nodes_from(range(nodes))
    assert coreness(graph(nodes, edges)).tolist() == [nx.core_number(known)[node] for node in range(nodes)]


def test_two_cliques_with_one_bridge_are_two_communities() -> None:
    left = [(a, b) for a in range(6) for b in range(a)]
    right = [(a + 6, b + 6) for a, b in left]
    labels = communities(graph(12, [*left, *right, (0, 6)]), seed=7)
    assert labels.tolist() == [0] * 6 + [1] * 6


@given(random_graphs)
def test_no_community_crosses_a_component(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    whole = graph(*drawn)
    labels, parts = communities(whole, seed=7), components(whole)
    for label in set(labels.tolist()):
        assert len(set(parts[labels == label].tolist())) == 1


@given(random_graphs)
def test_a_component_alone_has_the_communities_that_it_has_in_the_whole(
    drawn: tuple[int, list[tuple[int, int]]],
) -> None:
    nodes, edges = drawn
    whole = communities(graph(nodes, edges), seed=7)
    parts = components(graph(nodes, edges))
    for part in set(parts.tolist()):
        own = np.flatnonzero(parts == part)
        place = {node: number for number, node in enumerate(own.tolist())}
        alone = communities(graph(len(own), [(place[a], place[b]) for a, b in edges if a in place]), seed=7)
        assert len(set(zip(whole[own].tolist(), alone.tolist(), strict=True))) == len(set(alone.tolist()))
        assert len(set(whole[own].tolist())) == len(set(alone.tolist()))


@given(random_graphs)
def test_the_same_seed_gives_the_same_communities(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    whole = graph(*drawn)
    assert communities(whole, seed=3).tolist() == communities(whole, seed=3).tolist()
