"""The explorer's bench without a browser: undo, hiding, time, names, SVG."""

from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.bench.cypher import cypher_of
from dashboards.bench.dressing import dressed, offered
from dashboards.bench.screen import drawing_of, span_of, within
from dashboards.bench.state import Bench, State, Step, Way, grouped, leaves_grouped, opened, strongest_kept
from dashboards.bench.svg import svg
from dashboards.drawing import draw, node_id, thickness
from dashboards.exploring import View
from dashboards.palette import LEVELS, LOOKS, OTHER
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


def test_what_hangs_on_one_node_becomes_one_that_is_tied_as_often_as_all_of_it():
    grouped = leaves_grouped(state())
    assert grouped.groups == (frozenset(PEOPLE),)
    assert grouped.drawn == 2
    drawing = drawing_of(grouped, None, {}, anonymous=False)
    [group] = [one for one in drawing.nodes if one.get("many")]
    assert group["label"] == "4 insured person"
    assert HARM not in str(group)
    [edge] = drawing.edges
    assert edge["times"] == len(PEOPLE)
    assert {edge["source"], edge["target"]} == {group["id"], node_id(SHOP)}


def test_a_group_is_opened_again_and_nothing_is_lost():
    bench = Bench(leaves_grouped(state()))
    bench.do(opened(bench.now, bench.now.groups))
    assert bench.now.groups == ()
    assert set(bench.now.nodes) == {SHOP, *PEOPLE}


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.frozensets(st.sampled_from([SHOP, *PEOPLE]), max_size=4), max_size=6))
def test_no_node_is_in_two_groups_and_the_centre_is_in_none(wanted):
    now = state()
    for nodes in wanted:
        now = grouped(now, nodes)
    inside = [ref for group in now.groups for ref in group]
    assert len(inside) == len(set(inside))
    assert SHOP not in inside
    assert all(len(group) > 1 for group in now.groups)
    assert len(drawing_of(now, None, {}, anonymous=False).nodes) == now.drawn


def test_the_strongest_are_kept_with_what_is_pinned():
    bench = Bench(state())
    bench.pin({PEOPLE[3]})
    assert set(strongest_kept(bench.now, 1).nodes) == {SHOP, PEOPLE[0], PEOPLE[3]}
    bench.pin({PEOPLE[3]})
    assert bench.now.pinned == frozenset()


def test_the_cypher_names_no_personal_key():
    steps = (
        Step(NodeRef("Contact", "phone:13800000000"), ("REACHED_BY",)),
        Step(NodeRef("Person", "O'P\\1"), (), PEOPLE[1], Way.COMMON, 20),
        Step(NodeRef("Card", "6222020000000001"), (), PEOPLE[1], Way.PATHS, 3),
    )
    text = cypher_of(steps)
    assert "13800000000" not in text
    assert "6222020000000001" not in text
    assert "'O\\'P\\\\1'" in text


def test_colours_name_what_they_mean_and_sizes_grow_with_what_is_drawn():
    now = state()
    nodes = {ref: Node(ref, {"region_code": "3301" if n else "3302"}) for n, ref in enumerate(now.nodes)}
    dress = dressed(nodes, now.edges, "region_code", "ties", {})
    assert [text for _, text in dress.meanings][:2] == ["3301 (4)", "3302 (1)"]
    assert dress.sizes[SHOP] > dress.sizes[PEOPLE[0]]
    levels = dressed(nodes, now.edges, "ring", "same", {PEOPLE[0]: "red"})
    assert levels.colours[PEOPLE[0]] == LEVELS["red"]
    assert levels.colours[PEOPLE[1]] == OTHER
    assert "region_code" in offered(nodes)
    assert "name" not in offered({ref: Node(ref, {"name": "x"}) for ref in PEOPLE})


def test_an_edge_grows_with_what_it_stands_for():
    assert [thickness(one) for one in (0, 1, 10, 100)] == [1.0, 1.0, 3.5, 6.0]
