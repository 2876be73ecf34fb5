import time
from datetime import date, datetime

import pytest

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.ladybug_store import LadybugStore
from graph.places import ids_of_places
from graph.store import GraphStore, Limits, NodeRef, QueryRefused, QueryTimedOut
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

COUNTS = {
    "Person": 3, "Card": 2, "Institution": 2, "Doctor": 1, "Drug": 1, "Batch": 1, "Settlement": 4, "Terminal": 2,
    "Supplier": 1, "Contact": 1, "Pack": 1, "Ring": 0, "Signal": 0,
    "FormerRing": 0, "BECAME": 0,
    "HOLDS": 2, "PAID_WITH": 4, "AT": 4, "ON": 3, "DISPENSED": 3, "COLLECTED_BY": 1, "PRESCRIBED": 2, "WORKS_AT": 1,
    "LOT_OF": 1, "DELIVERED": 1, "MOVED": 2, "SCANNED_IN": 2, "REACHED_BY": 2, "LIVES_WITH": 1, "ACTS_FOR": 1,
    "REVERSES": 1, "BOUGHT_AT": 1, "MEMBER_OF": 0, "SUPPORTS": 0,
}  # fmt: skip


def test_every_kind_is_counted_as_the_tables_have_it(store: GraphStore) -> None:
    assert store.counts() == COUNTS
    assert set(COUNTS) == NODE_KINDS.keys() | EDGE_KINDS.keys()


def test_names_and_ids_come_back_as_they_went_in(store: GraphStore) -> None:
    rows = store.query("MATCH (p:Person) RETURN p.person_id, p.name ORDER BY p.person_id").rows
    assert rows == (("0007", "王芳"), ("0008", 'O\'Neil "欧"'), ("p\\3", "Zoë 🐉\nsecond line"))


def test_every_type_comes_back_as_it_went_in(store: GraphStore) -> None:
    person = store.query("MATCH (p:Person {person_id: '0007'}) RETURN p.birth_date, p.death_date").rows
    assert person == ((date(1950, 2, 3), None),)
    drug = store.query("MATCH (d:Drug) RETURN d.unit_price, d.chronic").rows
    assert drug == ((1234.56, True),)
    paid = store.query("MATCH (s:Settlement {settlement_id: 's1'}) RETURN s.settled_at, s.total_amount").rows
    assert paid == ((datetime(2025, 3, 1, 9, 30), 10010),)


def test_an_empty_text_is_not_an_unknown_one(store: GraphStore) -> None:
    rows = store.query("MATCH (i:Institution {institution_id: 'i2'}) RETURN i.name, i.level").rows
    assert rows == (("", None),)


def test_parameters_are_bound(store: GraphStore) -> None:
    hostile = "x' RETURN 1 //"
    answer = store.query("MATCH (p:Person) WHERE p.name = $name RETURN p", {"name": hostile})
    assert answer.rows == ()


def test_visits_leave_out_what_was_undone(store: GraphStore) -> None:
    answer = store.query(
        "MATCH (p:Person)-[b:BOUGHT_AT]->(i:Institution) "
        "RETURN p.person_id, i.institution_id, b.settlements, b.amount, b.first, b.last"
    )
    (row,) = answer.rows
    assert row[:4] == ("0007", "i1", 2, 10030)
    assert row[4:] == (datetime(2025, 3, 1, 9, 30), datetime(2025, 3, 2, 10))


def test_a_terminal_number_counts_within_its_institution(store: GraphStore) -> None:
    rows = store.query("MATCH (t:Terminal) RETURN t.terminal_key ORDER BY t.terminal_key").rows
    assert rows == (("i1/t1",), ("i2/t1",))


def test_a_lot_leads_to_those_who_got_it(store: GraphStore) -> None:
    text = (
        "MATCH (b:Batch {batch_id: $lot})-[:LOT_OF]->(:Drug)<-[d:DISPENSED]-(s:Settlement) WHERE d.batch = b.number "
        "RETURN s.settlement_id, d.amount"
    )
    assert store.query(text, {"lot": "b1"}).rows == (("s1", 2469),)
    delivered = "MATCH (:Supplier)-[d:DELIVERED]->(:Institution) MATCH (b:Batch {number: d.batch}) RETURN b.batch_id"
    assert store.query(delivered).rows == (("b1",),)


def test_a_doctor_is_found_on_the_line_and_through_its_prescription(town: Workspace, store: GraphStore) -> None:
    rows = store.query("MATCH (:Doctor)-[r:PRESCRIBED]->(:Settlement) RETURN r.line ORDER BY r.line").rows
    ids = ids_of_places(town.require_current(), "lines", [row[0] for row in rows])
    assert list(ids.values()) == ["l1", "l3"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (:Person {person_id: 'x'})",
        "MATCH (p:Person) SET p.name = 'x'",
        "MATCH (p:Person) DETACH DELETE p",
        "CREATE NODE TABLE Evil (id STRING PRIMARY KEY)",
        "DROP TABLE HOLDS",
    ],
)
def test_a_writing_query_is_refused_and_changes_nothing(store: GraphStore, text: str) -> None:
    schema_of_ladybug = "TABLE" in text and not isinstance(store, LadybugStore)  # to Neo4j it is no Cypher
    with pytest.raises(QueryRefused, match="not understand" if schema_of_ladybug else "read-only"):
        store.query(text)
    assert store.query("MATCH (p:Person) RETURN count(*)").rows == ((3,),)


def test_a_query_that_is_not_understood_says_where(store: GraphStore) -> None:
    with pytest.raises(QueryRefused, match="Persn"):
        store.query("MATCH (p:Persn) RETURN p")


def test_several_statements_at_once_are_refused(store: GraphStore) -> None:
    with pytest.raises(QueryRefused, match="One statement"):
        store.query("RETURN 1; RETURN 2")


def test_a_runaway_query_is_stopped_in_time(store: GraphStore) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimedOut, match=r"0\.2 seconds"):
        store.query(
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b % 7)",
            limits=Limits(seconds=0.2),
        )
    assert time.monotonic() - started < 10
    assert store.query("RETURN 1").rows == ((1,),)


def test_the_row_limit_is_told(store: GraphStore) -> None:
    answer = store.query("MATCH (p:Person) RETURN p.person_id ORDER BY p.person_id", limits=Limits(rows=2))
    assert (answer.rows, answer.truncated) == ((("0007",), ("0008",)), True)
    whole = store.query("MATCH (p:Person) RETURN p.person_id", limits=Limits(rows=3))
    assert not whole.truncated


def test_an_answer_becomes_an_arrow_table(store: GraphStore) -> None:
    table = store.query("MATCH (p:Person) RETURN p.person_id AS id ORDER BY id").to_arrow()
    assert table.to_pydict() == {"id": ["0007", "0008", "p\\3"]}
    assert store.query("MATCH (r:Ring) RETURN r.ring_id AS id").to_arrow().column_names == ["id"]


def test_a_neighbourhood_shows_both_directions(store: GraphStore) -> None:
    found = store.neighbours(NodeRef("Person", "0008"))
    assert found is not None
    assert found.centre.properties["name"] == 'O\'Neil "欧"'
    assert {(edge.label, edge.start.key, edge.end.key) for edge in found.edges} == {
        ("HOLDS", "0008", "c2"),
        ("COLLECTED_BY", "s1", "0008"),
        ("REACHED_BY", "0008", "phone:13800000000"),
        ("LIVES_WITH", "0007", "0008"),
        ("ACTS_FOR", "0008", "0007"),
    }
    assert [node.ref for node in found.nodes].count(NodeRef("Person", "0007")) == 1
    assert found.more == ()


def test_a_neighbourhood_can_be_narrowed_and_says_what_it_left_out(store: GraphStore) -> None:
    found = store.neighbours(NodeRef("Institution", "i1"), edges=("AT", "MOVED"), limit=1)
    assert found is not None
    assert [(edge.label, edge.start.key) for edge in found.edges] == [("AT", "s1"), ("MOVED", "i1")]
    assert found.more == ("AT", "MOVED")


def test_an_unknown_node_has_no_neighbourhood(store: GraphStore) -> None:
    assert store.neighbours(NodeRef("Person", "nobody")) is None
    with pytest.raises(RingtraceError, match="Alien is not a kind of node"):
        store.neighbours(NodeRef("Alien", "x"))
    with pytest.raises(RingtraceError, match="LIKES is not a kind of edge"):
        store.neighbours(NodeRef("Person", "0007"), edges=("LIKES",))


def test_a_missing_or_broken_store_is_told(town: Workspace, tmp_path) -> None:
    with pytest.raises(RingtraceError, match="ringtrace build"):
        LadybugStore(tmp_path / "none.lbug", town.settings)
    (tmp_path / "broken.lbug").write_bytes(b"not a store" * 1000)
    with pytest.raises(RingtraceError, match="not a readable graph store"):
        LadybugStore(tmp_path / "broken.lbug", town.settings)
