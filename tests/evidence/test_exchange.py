"""A ring's graph by way of pandas, networkx and igraph, and back without loss."""

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.exchange import from_frames, from_igraph, from_networkx
from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from workspace.errors import RingtraceError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
WAYS = {
    "pandas": lambda graph: from_frames(*graph.to_frames()),
    "networkx": lambda graph: from_networkx(graph.to_networkx()),
    "igraph": lambda graph: from_igraph(graph.to_igraph()),
}
every_way = pytest.mark.parametrize("way", WAYS)


@st.composite
def graphs(draw):
    ids = draw(st.lists(TEXT, unique=True, max_size=5))
    nodes = tuple(GraphNode(one, *draw(st.tuples(TEXT, TEXT, TEXT, TEXT, NUMBER, NUMBER, NUMBER))) for one in ids)
    counts = st.integers(-(2**63), 2**63 - 1)
    tie = st.builds(
        GraphEdge, st.sampled_from(ids or [""]), st.sampled_from(ids or [""]), TEXT, counts, st.none() | NUMBER, TEXT,
        TEXT, st.none() | NUMBER, TEXT,
    )  # fmt: skip
    edges = tuple(draw(st.lists(tie, max_size=6))) if ids else ()
    return Subgraph(draw(TEXT), nodes, edges, draw(st.sampled_from(["en", "zh"])))


@every_way
@given(graph=graphs())
def test_what_goes_in_comes_back(way, graph):
    assert WAYS[way](graph) == graph


TWO = Subgraph(
    "R-1",
    (GraphNode("Person:P1", "Person", "P1", "王*", "lender", 0.5), GraphNode("Card:C1", "Card", "C1", "", "x", 1.0)),
    (GraphEdge("Person:P1", "Card:C1", "HOLDS"), GraphEdge("Person:P1", "Card:C1", "HOLDS", 2, 1.5)),
)


def test_each_library_finds_things_where_its_users_look():
    nodes, ties = TWO.to_frames()
    assert (nodes["weight"].sum(), ties["times"].sum()) == (1.5, 3)
    assert nx.number_of_edges(TWO.to_networkx()) == 2
    assert TWO.to_igraph().vs.find(name="Person:P1")["label"] == "王*"


def test_a_graph_of_something_else_is_refused():
    nodes, ties = TWO.to_frames()
    with pytest.raises(RingtraceError, match="no column role"):
        from_frames(nodes.drop(columns="role"), ties)
    with pytest.raises(RingtraceError, match="one is no node here"):
        from_frames(nodes[:1], ties)
    with pytest.raises(RingtraceError, match="has no kind"):
        from_networkx(nx.MultiDiGraph([("a", "b")]))
