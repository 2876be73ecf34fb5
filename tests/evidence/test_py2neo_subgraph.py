"""A ring's graph by way of py2neo, in memory and by a real Neo4j."""

import sys
from dataclasses import replace

import py2neo
import pytest

from evidence.py2neo_subgraph import from_py2neo, to_py2neo
from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from workspace.errors import RingtraceError

PEOPLE = (
    GraphNode("Institution:I1", "Institution", "I1", "药店 \\ 'one'", "shop", 1.0, 0.5, -0.5),
    GraphNode("Person:P1", "Person", "P1", "张* 😀 <script>", "lender", 0.25, -1.0, 1.0),
    GraphNode("Person:P2", "Person", "P2", "", "organiser", 0.5),
)
TIES = (
    GraphEdge("Person:P1", "Institution:I1", "BOUGHT_AT", 3, 12.5, "2026-01-02", "2026-03-04"),
    GraphEdge("Person:P1", "Person:P2", "CO_SWIPE", 2, p_value=1e-9, statement="P1 and P2 paid together"),
)
RING = Subgraph("R-1", PEOPLE, TIES)


def test_a_graph_comes_back_from_py2neo_as_it_was():
    assert from_py2neo(to_py2neo(RING), "R-1") == RING


def test_a_graph_without_ties_comes_back_too():
    alone = replace(RING, edges=())
    assert from_py2neo(to_py2neo(alone), "R-1") == alone


def test_a_node_of_something_else_is_refused():
    with pytest.raises(RingtraceError, match="none of an evidence graph"):
        from_py2neo(py2neo.Subgraph([py2neo.Node("Person", name="x")]), "R-1")


def test_where_py2neo_is_missing_the_way_to_get_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "py2neo", None)
    with pytest.raises(RingtraceError, match=r"pip install 'ringtrace\[py2neo\]'"):
        to_py2neo(RING)


@pytest.mark.slow
def test_a_real_neo4j_gives_the_graph_back(neo4j_server):
    database = py2neo.Graph(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password))
    made = to_py2neo(RING)
    try:
        database.create(made)
        ids = [one.id for one in PEOPLE]
        stored = database.run(
            "MATCH (a) WHERE a.ringtrace_id IN $ids OPTIONAL MATCH (a)-[r]->() RETURN a, r", ids=ids
        ).to_subgraph()
        assert from_py2neo(stored, "R-1") == RING
    finally:
        database.run("MATCH (a) WHERE a.ringtrace_id IS NOT NULL DETACH DELETE a")
