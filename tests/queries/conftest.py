"""A small city, built, with rings of two runs made by hand in its graph, on both stores."""

from collections.abc import Callable, Iterator

import duckdb
import pytest

from benchmarks.neo4j_server import CURRENT_VERSION, NEO4J_VERSION, Server
from graph.build import build, open_store
from graph.ladybug_rings import write_rings
from graph.neo4j_connection import connect
from graph.neo4j_rings import attached_run, replace_rings
from graph.neo4j_store import Neo4jStore
from graph.ring_rows import RingRows, rows_of_rings, with_former
from graph.store import GraphStore, Limits
from loaders.load import load
from queries.library import built_in
from queries.runner import run_query
from simulation.generate import generate_city
from workspace.settings import Settings
from workspace.snapshots import Workspace

PEOPLE = 1_000
RINGS = {  # id: run, level, score, loss in yuan, last seen, places of its people among all
    "R-1": ("run-1", "red", 0.95, 10_000, "2025-02-20 10:00:00", range(0, 6)),
    "R-2": ("run-1", "yellow", 0.75, 2_500.5, "2025-01-10 10:00:00", range(4, 9)),
    "R-3": ("run-2", "red", 0.97, 15_000, "2025-02-25 10:00:00", range(0, 8)),
}

FORMER = {  # of the run before: id, level, score, loss, last seen, places of its people
    "R-1": ("yellow", 0.85, 4_000, "2024-12-20 10:00:00", range(0, 4)),
    "R-0": ("watch", 0.6, 1_000, "2024-11-20 10:00:00", range(15, 18)),
}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("queried")
    source = generate_city(folder / "city", persons=PEOPLE, months=2, seed=7, level="mid", file_type="parquet")
    workspace = Workspace(folder / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [source])
    build(workspace)
    write_rings(workspace.require_current().store, rings_of(column_of(workspace)), workspace.settings)
    return workspace


def column_of(workspace: Workspace) -> Callable[[str], list[str]]:
    """Reads a column of a workspace's tables."""

    def column(sql: str) -> list[str]:
        with duckdb.connect() as connection:
            workspace.require_current().register(connection)
            return [row[0] for row in connection.execute(sql).fetchall()]

    return column


@pytest.fixture(params=[NEO4J_VERSION, CURRENT_VERSION])
def server(request: pytest.FixtureRequest, neo4j_servers: Callable[[str], Server]) -> Server:
    """A server of each release."""
    return neo4j_servers(request.param)


@pytest.fixture
def city_in_neo4j(
    city: Workspace, server: Server, hold_in_neo4j: Callable[[Workspace, Server], Workspace]
) -> Iterator[GraphStore]:
    """The city with the same rings."""
    there = hold_in_neo4j(city, server)
    with connect(there.settings) as driver:
        if attached_run(driver, there.settings.neo4j_database) != "by hand":
            replace_rings(driver, there.settings.neo4j_database, rings_of(column_of(city)))
        store = Neo4jStore(driver, there.settings.neo4j_database)
        yield store


@pytest.fixture(scope="session")
def store(city: Workspace) -> Iterator[GraphStore]:
    store = open_store(city)
    yield store
    store.close()


@pytest.fixture(scope="session")
def tables(city: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """The city's tables, for computing the same by other means."""
    with duckdb.connect() as connection:
        city.require_current().register(connection)
        yield connection


@pytest.fixture
def ask(store: GraphStore):
    """Rows of a built-in query: `ask("who_got_lot", batch_id=…)`."""

    def rows(name: str, **given: object) -> list[tuple]:
        written = {key: str(value) for key, value in given.items()}
        answer = run_query(store, built_in()[name], written, limits=Limits(rows=0), unmasked=True)
        return [row for batch in answer for row in batch]

    return rows


def rings_of(tables: Callable[[str], list[str]]) -> RingRows:
    """Rings of two runs with members and signals, and what a run before them had; `tables` gives a column in SQL."""
    people = tables("SELECT person_id FROM persons ORDER BY 1 LIMIT 20")
    shops = tables("SELECT institution_id FROM institutions ORDER BY 1 LIMIT 3")
    made = RingRows("by hand", [], [], {"Person": [], "Institution": []})
    rings = []
    for number, (name, (run, level, score, loss, seen, places)) in enumerate(RINGS.items()):
        shop = {"kind": "institution", "id": shops[number % 2], "role": "sink_shop", "weight": 0.5}
        rings.append(ring_of(name, level, score, loss, seen, [*members_of(people, places), shop]))
        rows = rows_of_rings("", run, rings[-1:])
        made.rings.extend(rows.rings)
        made.signals.extend(rows.signals)
        for label, found in rows.members.items():
            made.members[label].extend(found)
    earlier = [
        ring_of(name, level, score, loss, seen, members_of(people, places))
        for name, (level, score, loss, seen, places) in FORMER.items()
    ]
    return with_former(made, rings, "run-0", earlier)


def members_of(people: list[str], places: range) -> list[dict[str, object]]:
    return [
        {"kind": "person", "id": people[place], "role": "lender" if place else "organiser", "weight": 0.5}
        for place in places
    ]


def ring_of(
    name: str, level: str, score: float, loss: float, seen: str, members: list[dict[str, object]]
) -> dict[str, object]:
    """A ring as rings.json has it."""
    return {
        "ring_id": name,
        "pattern": "resale",
        "variant": "courier",
        "score": score,
        "level": level,
        "loss_amount": loss,
        "first_seen": "2025-01-01T08:00:00",
        "last_seen": seen,
        "members": members,
        "signals": [{"signal": "co_swipe", "statement": "…", "p_value": 0.001, "weight": 0.8}],
    }
