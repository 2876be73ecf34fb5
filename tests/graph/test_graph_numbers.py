"""Numbers stand for ids inside the store; ids come back by them, and lead to them."""

from pathlib import Path
from typing import Any

import pytest
from tiny_snapshot import TOWN, make_workspace, write_table

from graph import numbering
from graph.anchoring import anchored
from graph.build import build, open_store
from graph.declaration import EDGE_KINDS, KINDS, LOADING_ORDER
from graph.keys import Keys, write_keys
from graph.places import ids_of_places
from graph.projection import projection_folder
from graph.store import NodeRef
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

LATER = [
    {"settlement_id": "a9", "card_id": "c2", "person_id": "0008", "institution_id": "i1",
     "settled_at": "2025-04-01 09:30:00", "total_amount": "7.00", "terminal_id": "t1"},
]  # fmt: skip
LATER_LINES = [{"line_id": "k9", "settlement_id": "a9", "drug_id": "g1", "quantity": "3", "amount": "7.00"}]


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The town by month, as a load keeps it: March, and a settlement in April."""
    workspace = make_workspace(tmp_path_factory.mktemp("months") / "w", {k: v for k, v in TOWN.items() if k != "lines"})
    tables = workspace.require_current().path / "tables"
    (tables / "settlements" / "2025-03").mkdir()
    (tables / "settlements" / "part.parquet").rename(tables / "settlements" / "2025-03" / "part.parquet")
    write_table(tables / "settlements" / "2025-04" / "part.parquet", "settlements", LATER)
    write_table(tables / "lines" / "2025-03" / "part.parquet", "lines", TOWN["lines"])
    write_table(tables / "lines" / "2025-04" / "part.parquet", "lines", LATER_LINES)
    build(workspace)
    return workspace


def keys(workspace: Workspace) -> Keys:
    return Keys(projection_folder(workspace.require_current()))


def test_kinds_come_after_what_they_join() -> None:
    at = LOADING_ORDER.index
    assert sorted(LOADING_ORDER) == sorted(KINDS)
    for kind in EDGE_KINDS.values():
        assert all(at(label) < at(kind.label) for pair in kind.ends for label in pair)


def test_lines_of_every_month_join_their_settlements(two_months: Workspace) -> None:
    store = open_store(two_months)
    rows = store.query(
        "MATCH (s:Settlement)-[d:DISPENSED]->(:Drug) RETURN d.line, s.settlement_id ORDER BY d.line"
    ).rows
    store.close()
    assert rows == ((0, "s1"), (1, "s2"), (2, "s3"), (3, "a9"))
    ids = ids_of_places(two_months.require_current(), "lines", (row[0] for row in rows))
    assert ids == {0: "l1", 1: "l2", 2: "l3", 3: "k9"}


def test_a_place_that_is_not_there_is_told(two_months: Workspace) -> None:
    snapshot = two_months.require_current()
    for place in (-1, 4, 10**9):
        with pytest.raises(RingtraceError, match=f"no row {place} in lines"):
            ids_of_places(snapshot, "lines", [0, place])
    assert ids_of_places(snapshot, "lines", []) == {}
    with pytest.raises(RingtraceError, match="no row 0 in inpatient_stays"):
        ids_of_places(snapshot, "inpatient_stays", [0])


def test_a_line_of_a_settlement_that_is_not_there_is_named(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w", {**TOWN, "lines": [{**TOWN["lines"][0], "settlement_id": "gone"}]})
    with pytest.raises(RingtraceError, match="A line refers to Settlement 'gone'"):
        build(workspace)


def test_a_graph_is_the_same_where_keys_share_a_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def share(*given: Any) -> bool:
        write_keys(*given)
        return False

    monkeypatch.setattr(numbering, "write_keys", share)
    other = make_workspace(tmp_path / "w", TOWN)
    by_text = build(other)
    monkeypatch.undo()
    by_hash = build(other, force=True)
    assert (by_text.counts, by_text.projection) == (by_hash.counts, by_hash.projection)
    assert by_text.counts["DISPENSED"] and by_text.counts["PAID_WITH"]


@pytest.mark.parametrize("shared", [True, False])
def test_a_person_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool) -> None:
    if shared:
        monkeypatch.setattr(numbering, "write_keys", lambda *given: write_keys(*given) and False)
    town = TOWN | {"settlements": [*TOWN["settlements"], LATER[0] | {"person_id": "nobody"}]}
    with pytest.raises(RingtraceError, match="refers to Person 'nobody', but there is no such node"):
        build(make_workspace(tmp_path / "w", town))


def test_every_key_leads_to_one_number_and_back(two_months: Workspace) -> None:
    store = open_store(two_months)
    for label, key in (("Settlement", "settlement_id"), ("Person", "person_id"), ("Terminal", "terminal_key")):
        rows = store.query(f"MATCH (n:{label}) RETURN n.{key}, n.node_number").rows
        assert rows
        assert all(keys(two_months).numbers(label, text) == [number] for text, number in rows)
    store.close()
    assert keys(two_months).numbers("Settlement", "nobody") == []
    assert keys(two_months).numbers("Ring", "r1") is None


def test_a_query_that_starts_from_a_key_is_told_the_number(two_months: Workspace) -> None:
    known = keys(two_months)
    (number,) = known.numbers("Settlement", "a9") or []
    text = "MATCH (s:Settlement {settlement_id: $id})-[:AT]->(i) RETURN i"
    assert f"{{settlement_id: $id, node_number: {number}}}" in anchored(text, {"id": "a9"}, known)
    assert "node_number: -1}" in anchored(text, {"id": "unknown"}, known)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (s:Settlement {settlement_id: 'a9'}) RETURN s",
        "MATCH (s:Settlement {operator_id: $id}) RETURN s",
        "MATCH (s:Stranger {settlement_id: $id}) RETURN s",
        "MATCH (s:Settlement {settlement_id: $id + ''}) RETURN s",
        'RETURN \'(s:Settlement {settlement_id: $id})\', "\\"(s:Settlement {settlement_id: $id})"',
        "// (s:Settlement {settlement_id: $id})\nRETURN 1 /* (s:Settlement {settlement_id: $id}) */",
        "MATCH (`s:Settlement {settlement_id: $id}`) RETURN 1",
    ],
)
def test_any_other_text_stays_as_it_is(two_months: Workspace, text: str) -> None:
    assert anchored(text, {"id": "a9"}, keys(two_months)) == text


def test_a_parameter_that_is_no_text_stays_as_it_is(two_months: Workspace) -> None:
    text = "MATCH (s:Settlement {settlement_id: $id}) RETURN s"
    assert anchored(text, {"id": 9}, keys(two_months)) == anchored(text, {}, keys(two_months)) == text


def test_an_answer_is_the_same_with_and_without_the_index_of_keys(two_months: Workspace, tmp_path: Path) -> None:
    store = open_store(two_months)
    found = store.neighbours(NodeRef("Settlement", "s1"))
    store._keys = Keys(tmp_path)  # an empty folder: no index
    assert found is not None
    assert store.neighbours(NodeRef("Settlement", "s1")) == found
    assert store.neighbours(NodeRef("Settlement", "s77")) is None
    store.close()
