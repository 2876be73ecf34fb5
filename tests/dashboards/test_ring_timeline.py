"""A ring's timeline: the brush tells moments, and the graph counts who bought where."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from dashboards.ring_timeline import bought_where, brushed
from detection.dossier import Dossier, EvidenceLine, Member
from detection.similar import similar_rings
from graph.store import NodeRef


def line(person, place, day):
    return EvidenceLine(f"L{day}", "f", 1, datetime(2026, 3, day), person, place, "D", Decimal(1), Decimal(2), ())


MEMBERS = (Member("institution", "I1", "shop", 1.0, "大药房"), Member("person", "P1", "lender", 1.0, "王**"))


def test_the_graph_counts_who_bought_where():
    lines = [line("P1", "大药房", 1), line("P1", "大药房", 2), line("P2", "elsewhere", 3), line(None, "大药房", 4)]
    nodes, edges = bought_where(Dossier({}, "", MEMBERS, tuple(lines)), lines)
    assert {node.ref.key for node in nodes} == {"P1", "I1", "P2", "elsewhere"}
    assert [edge.properties["settlements"] for edge in edges] == [2, 1]
    assert edges[0].end == NodeRef("Institution", "I1")


@pytest.mark.parametrize("selection", [None, {}, {"brush": {}}, {"brush": {"settled_at": []}}])
def test_without_a_brush_all_is_shown(selection):
    assert brushed(SimpleNamespace(selection=selection)) is None


def ring(ring_id, *members, variant="v", score=0.5):
    return {
        "ring_id": ring_id, "pattern": "resale", "variant": variant, "score": score, "level": "red",
        "members": [{"kind": kind, "id": key} for kind, key in members],
    }  # fmt: skip


def test_rings_with_more_members_in_common_come_first():
    own = ring("R1", ("person", "a"), ("person", "b"), ("institution", "x"))
    near = ring("R2", ("person", "a"), ("person", "b"), variant="w")
    far = ring("R3", ("institution", "x"), ("person", "q"), variant="w")
    same = ring("R4", ("person", "z"))
    other = ring("R5", ("person", "y"), variant="w")
    found = similar_rings([other, same, far, near, own], "R1")
    assert [one.ring["ring_id"] for one in found] == ["R2", "R3", "R4"]
    assert [(one.people, one.places) for one in found] == [(2, 0), (0, 1), (0, 0)]
    assert found[0].overlap == pytest.approx(2 / 3)
