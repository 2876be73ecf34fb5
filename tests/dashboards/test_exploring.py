import pytest

from dashboards import exploring
from dashboards.exploring import MOST, begin, expand
from graph.store import Edge, Neighbourhood, Node, NodeRef


class Star:
    """A store in which every node has as many neighbours as were asked for, the last of them bought most."""

    def __init__(self, count):
        self.count = count

    def neighbours(self, node, *, edges=(), limit=100):
        others = [NodeRef("Institution", f"{node.key}-{n}") for n in range(self.count)]
        ties = [Edge("BOUGHT_AT", node, other, {"settlements": n}) for n, other in enumerate(others)]
        return Neighbourhood(Node(node, {}), tuple(Node(one, {}) for one in others), tuple(ties), ("BOUGHT_AT",))


@pytest.fixture(autouse=True)
def asked_as_one(monkeypatch):
    """The star answers in one, not a query a kind: what a view makes of an answer is tested here."""
    monkeypatch.setattr(exploring, "heaviest", lambda store, node, **wanted: store.neighbours(node, **wanted))


def test_the_canvas_stops_at_its_most_and_counts_what_it_leaves_out():
    view = begin(Star(MOST + 20), NodeRef("Person", "P"), ())
    assert len(view.nodes) == MOST
    assert view.left_out == 21
    assert NodeRef("Institution", f"P-{MOST + 19}") in view.nodes


def test_what_stands_stays_when_a_node_is_expanded():
    view = begin(Star(10), NodeRef("Person", "P"), ())
    grown = expand(Star(10), view, NodeRef("Institution", "P-1"), ())
    assert list(grown.nodes)[: len(view.nodes)] == list(view.nodes)
    assert len(grown.nodes) == 21


def test_an_edge_is_drawn_only_between_nodes_that_are():
    view = begin(Star(MOST + 20), NodeRef("Person", "P"), ())
    assert all(edge.start in view.nodes and edge.end in view.nodes for edge in view.edges)


def test_expanding_twice_changes_nothing():
    once = begin(Star(10), NodeRef("Person", "P"), ())
    assert expand(Star(10), once, NodeRef("Person", "P"), ()) == once
