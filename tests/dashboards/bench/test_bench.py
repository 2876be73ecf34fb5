"""The explorer's bench without a browser: undo, hiding, time, names, SVG."""

from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.bench.screen import drawing_of, span_of, within
from dashboards.bench.state import Bench, State, Step
from dashboards.bench.svg import svg
from dashboards.drawing import draw, node_id
from dashboards.exploring import View
from dashboards.palette import LOOKS
from graph.store import Edge, Node, NodeRef
from tests.dashboards.conftest import HARM

SHOP = NodeRef("Institution", "I1")
PEOPLE = [NodeRef("Person", f"P{n}") for n in range(4)]


def bought(person, first, last):
    days = {"first": datetime(2026, 3, first), "last": datetime(2026, 3, last), "settlements": 1}
    return Edge("BOUGHT_AT", person, SHOP, days)


def state():
    nodes = {ref: Node(ref, {"name": HARM}) for ref in (SHOP, *PEOPLE)}
    edges = tuple(bought(person, 1 + 5 * n, 5 + 5 * n) for n, person in enumerate(PEOPLE))
    return State(View(SHOP, nodes, edges), (Step(SHOP, ()),))


@given(st.lists(st.sampled_from(["undo", "redo", "show", *range(4)]), max_size=20))
def test_undoing_everything_leads_back_to_the_beginning_and_redoing_to_the_end(acts):
    bench = Bench(state())
    for act in acts:
        if act in ("undo", "redo"):
            getattr(bench, act)()
        elif act == "show":
            bench.show_all()
        else:
            bench.hide({PEOPLE[act]})
    while bench.future:
        bench.redo()
    end = bench.now
    while bench.past:
        bench.undo()
    assert bench.now == state()
    while bench.future:
        bench.redo()
    assert bench.now == end


def test_the_centre_is_never_hidden():
    bench = Bench(state())
    bench.keep_only({PEOPLE[0]})
    assert set(bench.now.nodes) == {SHOP, PEOPLE[0]}


def test_a_span_of_days_leaves_what_was_seen_in_it():
    nodes, edges = within(state(), (date(2026, 3, 6), date(2026, 3, 7)))
    assert set(nodes) == {SHOP, PEOPLE[1]}
    assert len(edges) == 1
    assert span_of(state().edges) == (date(2026, 3, 1), date(2026, 3, 20))


def test_a_tie_without_a_day_is_always_shown():
    ageless = Edge("HOLDS", PEOPLE[0], NodeRef("Card", "C1"), {})
    assert span_of([ageless]) is None


def test_hidden_names_stand_nowhere_in_the_drawing():
    drawing = drawing_of(state(), None, {PEOPLE[0]: "watch"}, anonymous=True)
    assert HARM[:4] not in str([(one["label"], one["told"]) for one in drawing.nodes])
    assert next(one["label"] for one in drawing.nodes if one["id"] == node_id(PEOPLE[0])).startswith("✎ ")


@pytest.mark.parametrize("label", LOOKS)
def test_every_shape_is_well_formed_svg_whose_names_are_text(label):
    ref = NodeRef(label, "x")
    drawing = draw([Node(ref, {"name": HARM, "generic_name": HARM})], [])
    found = ElementTree.fromstring(svg(drawing, {node_id(ref): (1.0, -2.5)}))
    assert {one.tag.rpartition("}")[2] for one in found.iter()} <= {
        "svg", "rect", "g", "title", "circle", "polygon", "text", "line",
    }  # fmt: skip


def test_an_edge_ends_at_its_nodes_in_svg():
    drawing = draw(state().view.nodes.values(), state().view.edges)
    at = {one["id"]: (float(n), 2.0 * n) for n, one in enumerate(drawing.nodes)}
    found = ElementTree.fromstring(svg(drawing, at))
    assert len([one for one in found.iter() if one.tag.endswith("line")]) == len(PEOPLE)
