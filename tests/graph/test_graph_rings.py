"""The rings of a run in the graph, on both stores: written, replaced, and refused whole."""

import json
from datetime import datetime

import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.build import build, built, open_store
from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.ring_rows import rows_of_run
from workspace.errors import RingtraceError

PEOPLE = [("person", "0007", "organiser"), ("person", "p\\3", "lender"), ("institution", "i1", "sink_shop")]


def ring(name, members=PEOPLE, signals=2):
    return {
        "ring_id": name,
        "pattern": "resale",
        "variant": "repeated_code",
        "score": 0.93,
        "level": "red",
        "first_seen": "2025-03-01",
        "last_seen": "2025-03-03",
        "loss_amount": 100.1,
        "members": [{"kind": kind, "id": key, "role": role, "weight": 0.5} for kind, key, role in members],
        "signals": [
            {"signal": "repeated_code", "statement": f"{name} 'x' 王 {n}", "p_value": 10.0**-n, "weight": 0.4}
            for n in range(signals)
        ],
    }


def put_in_force(workspace, run, rings):
    folder = workspace.require_current().runs / run
    folder.mkdir(parents=True)
    (folder / "rings.json").write_text(json.dumps({"run": run, "rings": rings}), encoding="utf-8")
    (workspace.require_current().path / "current_run").write_text(run, encoding="utf-8")


@pytest.fixture
def workspace(fresh):
    workspace = make_workspace(fresh, TOWN)
    build(workspace)
    return workspace


@pytest.fixture
def shop(release, workspace, neo4j_servers, hold_in_neo4j):
    """(workspace, function that brings the graph up to date, function that opens it)."""
    if release == "ladybug":
        return workspace, build, open_store
    return hold_in_neo4j(workspace, neo4j_servers(release)), build_in_neo4j, open_neo4j


def asked(workspace, opened, text):
    store = opened(workspace)
    try:
        return store.query(text).rows
    finally:
        store.close()


MEMBERS = (
    "MATCH (n)-[m:MEMBER_OF]->(r:Ring) "
    "RETURN coalesce(n.person_id, n.institution_id, n.card_id) AS k, m.role, r.ring_id ORDER BY k"
)
SIGNALS = (
    "MATCH (s:Signal)-[:SUPPORTS]->(r:Ring) RETURN s.signal_id, s.statement, s.run, r.ring_id ORDER BY s.signal_id"
)


def test_the_rings_of_the_run_in_force_are_in_the_graph(shop):
    workspace, bring_up, opened = shop
    put_in_force(workspace, "run-a", [ring("R-1")])
    counts = bring_up(workspace).counts
    assert [counts[label] for label in ("Ring", "Signal", "MEMBER_OF", "SUPPORTS")] == [1, 2, 3, 2]
    assert asked(workspace, opened, MEMBERS) == (
        ("0007", "organiser", "R-1"),
        ("i1", "sink_shop", "R-1"),
        ("p\\3", "lender", "R-1"),
    )
    assert asked(workspace, opened, SIGNALS) == (
        ("R-1/1", "R-1 'x' 王 0", "run-a", "R-1"),
        ("R-1/2", "R-1 'x' 王 1", "run-a", "R-1"),
    )
    text = "MATCH (r:Ring) RETURN r.loss_amount, r.first_seen, r.last_seen, r.level, r.score, r.run"
    assert asked(workspace, opened, text) == (
        (10010, datetime(2025, 3, 1), datetime(2025, 3, 3), "red", 0.93, "run-a"),
    )


def test_a_new_run_takes_the_place_of_the_former(shop):
    workspace, bring_up, opened = shop
    put_in_force(workspace, "run-a", [ring("R-1"), ring("R-2", PEOPLE[:1], 0)])
    before = bring_up(workspace)
    put_in_force(workspace, "run-b", [ring("R-3", [("card", "c2", "card_used")], 1)])
    after = bring_up(workspace)
    assert (before.run, after.run) == ("run-a", "run-b")
    assert asked(workspace, opened, MEMBERS) == (("c2", "card_used", "R-3"),)
    assert asked(workspace, opened, "MATCH (s:Signal) RETURN s.run, s.signal_id") == (("run-b", "R-3/1"),)
    assert {k: v for k, v in after.counts.items() if v} == {k: v for k, v in before.counts.items() if v} | {
        "Ring": 1,
        "Signal": 1,
        "MEMBER_OF": 1,
        "SUPPORTS": 1,
    }
    assert not bring_up(workspace).built


def test_the_rings_of_the_run_before_are_told_apart_from_those_in_force(shop):
    workspace, bring_up, opened = shop
    put_in_force(workspace, "run-a", [ring("R-1", PEOPLE), ring("R-2", [("person", "0008", "lender")])])
    put_in_force(workspace, "run-b", [ring("R-1", [*PEOPLE, ("person", "0008", "lender")])])
    lineage = workspace.require_current().runs / "run-b" / "lineage.json"
    lineage.write_text(json.dumps({"run": "run-b", "before": "run-a"}), encoding="utf-8")
    counts = bring_up(workspace).counts
    assert [counts[label] for label in ("Ring", "FormerRing", "BECAME")] == [1, 2, 2]
    text = (
        "MATCH (a:FormerRing)-[e:BECAME]->(b:Ring) "
        "RETURN a.former_id, a.run, a.people, b.ring_id, e.shared, e.joined, e.gone ORDER BY a.former_id"
    )
    assert asked(workspace, opened, text) == (
        ("run-a/R-1", "run-a", 2, "R-1", 2, 1, 0),
        ("run-a/R-2", "run-a", 1, "R-1", 1, 2, 0),
    )


def test_a_run_without_rings_leaves_none(shop):
    workspace, bring_up, opened = shop
    put_in_force(workspace, "run-a", [ring("R-1")])
    bring_up(workspace)
    put_in_force(workspace, "run-b", [])
    assert bring_up(workspace).counts["Ring"] == 0
    assert asked(workspace, opened, "MATCH (r:Ring) RETURN r") == ()


def test_a_ring_of_someone_unknown_is_refused_whole(shop):
    workspace, bring_up, opened = shop
    put_in_force(workspace, "run-a", [ring("R-1")])
    bring_up(workspace)
    pointer = workspace.require_current().path / "current_run"
    put_in_force(workspace, "run-b", [ring("R-2", [*PEOPLE, ("person", "nobody", "lender")])])
    with pytest.raises(RingtraceError, match="Person 'nobody', which the graph does not hold"):
        bring_up(workspace)
    pointer.write_text("run-a")
    assert asked(workspace, opened, "MATCH (r:Ring) RETURN r.ring_id") == (("R-1",),)


def test_a_forced_build_has_the_rings_too(workspace):
    put_in_force(workspace, "run-a", [ring("R-1")])
    assert build(workspace, force=True).counts["MEMBER_OF"] == 3
    assert built(workspace.require_current()).run == "run-a"


def test_who_reads_the_former_graph_reads_on(workspace):
    store = open_store(workspace)
    put_in_force(workspace, "run-a", [ring("R-1")])
    build(workspace)
    assert store.query("MATCH (p:Person) RETURN count(*)").rows == ((3,),)
    assert store.query("MATCH (r:Ring) RETURN count(*)").rows == ((0,),)
    store.close()


def test_a_store_does_not_grow_with_the_runs_it_has_held(workspace):
    put_in_force(workspace, "run-0", [ring(f"R-{n}") for n in range(50)])
    first = build(workspace).bytes
    for number in range(1, 6):
        put_in_force(workspace, f"run-{number}", [ring(f"R-{n}") for n in range(50)])
        last = build(workspace).bytes
    assert last <= 2 * first


@pytest.mark.parametrize(
    "content",
    [{"run": "r"}, {"run": "r", "rings": [{}]}, {"run": "r", "rings": [ring("R-1") | {"loss_amount": "much"}]}],
)
def test_a_run_that_is_not_whole_is_refused_with_what_to_do(tmp_path, content):
    (tmp_path / "rings.json").write_text(json.dumps(content))
    with pytest.raises(RingtraceError, match="ringtrace detect"):
        rows_of_run(tmp_path)


def test_a_member_of_a_kind_that_no_ring_has_is_refused(tmp_path):
    content = {"run": "r", "rings": [ring("R-1", [("alien", "x", "lender")])]}
    (tmp_path / "rings.json").write_text(json.dumps(content))
    with pytest.raises(RingtraceError, match="member of kind 'alien'"):
        rows_of_run(tmp_path)


@pytest.mark.slow
def test_a_neo4j_with_the_rings_of_a_former_run_says_so(workspace, neo4j_server, hold_in_neo4j):
    there = hold_in_neo4j(workspace, neo4j_server)
    put_in_force(there, "run-a", [ring("R-1")])
    with pytest.raises(RingtraceError, match="the rings of no run, in force is run-a"):
        open_neo4j(there)
