"""Twenty paths and ten traces on every store: the same, though each is found from what that store itself holds."""

from collections.abc import Iterator

import numpy as np
import pytest
from from_store import events_of, happened, projection_of, rows_of, trace_of

from benchmarks.neo4j_server import CURRENT_VERSION, NEO4J_VERSION
from command_line.show.captions import captions
from graph.build import open_store
from graph.flow.code import trace_code
from graph.flow.reading import reading
from graph.flow.stock import gather, shops
from graph.neo4j_connection import connect
from graph.neo4j_store import Neo4jStore
from graph.paths.explain import Explainer, Wanted
from graph.paths.network import network_of, read_network
from graph.projection import read_projection
from graph.store import GraphStore, NodeRef
from workspace.snapshots import Workspace

PATHS, CODES, LOTS = 20, 5, 5
RELEASES = (NEO4J_VERSION, CURRENT_VERSION)
EVER = (None, None)


@pytest.fixture(params=["ladybug", *(pytest.param(one, marks=pytest.mark.slow) for one in RELEASES)])
def held(request: pytest.FixtureRequest, city: Workspace) -> Iterator[GraphStore]:
    """The city in the embedded store, and in a Neo4j of each release."""
    if request.param == "ladybug":
        store = open_store(city)
    else:
        servers, hold = (request.getfixturevalue(name) for name in ("neo4j_servers", "hold_in_neo4j"))
        there = hold(city, servers(request.param))
        store = Neo4jStore(connect(there.settings), there.settings.neo4j_database)
    yield store
    store.close()


def ends(store: GraphStore) -> list[tuple[NodeRef, NodeRef]]:
    """People with people, with shops, with doctors, and two settlements, which are no entities."""
    chance = np.random.default_rng(7)

    def some(label: str, key: str, count: int) -> list[NodeRef]:
        keys = [row[0] for row in rows_of(store, f"MATCH (n:{label}) RETURN n.{key} AS k ORDER BY k")]
        return [NodeRef(label, keys[place]) for place in chance.choice(len(keys), count, replace=False)]

    people = some("Person", "person_id", 2 * PATHS)
    others = [*people[PATHS:-8], *some("Institution", "institution_id", 3), *some("Doctor", "doctor_id", 3),
              *some("Settlement", "settlement_id", 2)]  # fmt: skip
    return list(zip(people[:PATHS], others, strict=True))


def test_a_store_gives_the_projection_that_paths_run_on(held: GraphStore, city: Workspace) -> None:
    built, read = read_projection(city.require_current()), projection_of(held)
    assert read.keys.to_pylist() == built.keys.to_pylist()
    for name in ("labels", "source", "target", "kind", "weight"):
        assert np.array_equal(getattr(read, name), getattr(built, name)), name


def test_twenty_paths_are_the_same(held: GraphStore, store: GraphStore, city: Workspace) -> None:
    own = Explainer(network_of(projection_of(held)), held, captions(held))
    known = Explainer(read_network(city.require_current()), store, captions(store))
    connected = 0
    for place, (one, other) in enumerate(ends(store)):
        wanted = Wanted(not_kinds=("Institution",)) if place % 4 == 3 and other.label == "Person" else Wanted()
        found = own.paths(one, other, 3, wanted)
        assert found == known.paths(one, other, 3, wanted)
        connected += bool(found.paths)
    assert connected >= PATHS // 2


def test_what_joins_three_people_and_what_two_share_is_the_same(
    held: GraphStore, store: GraphStore, city: Workspace
) -> None:
    own = Explainer(network_of(projection_of(held)), held, captions(held))
    known = Explainer(read_network(city.require_current()), store, captions(store))
    people = [one for one, _ in ends(store)]
    for place in range(0, 9, 3):
        assert own.together(people[place : place + 3]) == known.together(people[place : place + 3])
    shop = rows_of(store, "MATCH (i:Institution)<-[:BOUGHT_AT]-(p:Person) RETURN i.institution_id AS k, count(*) AS n "
                   "ORDER BY n DESC, k LIMIT 1")[0][0]  # fmt: skip
    text = (
        "MATCH (:Institution {institution_id: $k})<-[:BOUGHT_AT]-(p:Person) RETURN p.person_id AS q ORDER BY q LIMIT 2"
    )
    pair = [NodeRef("Person", row[0]) for row in rows_of(store, text, k=shop)]
    assert own.shared(*pair) == known.shared(*pair) != ()


def test_ten_traces_are_the_same(held: GraphStore, store: GraphStore, city: Workspace, tables) -> None:
    snapshot = city.require_current()
    split = {row[0] for row in tables.execute("SELECT line_id FROM lines WHERE split_pack").fetchall()}
    busiest = "MATCH (k:Pack) RETURN k.trace_code AS c, k.scans AS n ORDER BY n DESC, c"
    for code, *_ in rows_of(store, busiest)[:CODES]:
        told = trace_code(city, code)
        of_tables = [(m.at, m.kind, m.institution_id, m.batch_id, m.quantity, m.move_id) for m in told.moves]
        found = trace_of(held, snapshot, split, code)
        assert found.reads == told.reads and len(told.reads) > 1
        assert [(m.at, m.kind, m.institution_id, m.batch_id, m.quantity, m.move_id) for m in found.moves] == of_tables
        assert found.breaks == told.breaks
    sold_most = "SELECT batch_id FROM lines WHERE batch_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 5"
    for (lot,) in tables.execute(sold_most).fetchall()[:LOTS]:
        with reading(city) as engine:
            gather(engine, snapshot, [lot])
            events, books = happened(engine), shops(engine, EVER)
            events_of(held, snapshot, split, lot, engine)
            assert happened(engine) == events and len(events) > 10
            assert shops(engine, EVER) == books
