"""A small city, built, with rings of two runs written into its store by hand."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import ladybug
import pytest

from graph.build import build, open_store
from graph.store import GraphStore, Limits
from loaders.load import load
from queries.library import built_in
from queries.runner import run_query
from simulation.generate import generate_city
from workspace.settings import Settings
from workspace.snapshots import Workspace

PEOPLE = 1_000
RINGS = {  # id: run, level, score, loss in fen, last seen, places of its people among all
    "R-1": ("run-1", "red", 0.95, 1_000_000, "2025-02-20 10:00:00", range(0, 6)),
    "R-2": ("run-1", "yellow", 0.75, 250_050, "2025-01-10 10:00:00", range(4, 9)),
    "R-3": ("run-2", "red", 0.97, 1_500_000, "2025-02-25 10:00:00", range(0, 8)),
}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("queried")
    source = generate_city(folder / "city", persons=PEOPLE, months=2, seed=7, level="mid", file_type="parquet")
    workspace = Workspace(folder / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [source])
    build(workspace)
    write_rings(workspace.require_current().store)
    return workspace


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


def write_rings(file: Path) -> None:
    """Rings, their members and signals, as a run of detect will attach them."""
    with ladybug.Database(str(file)) as database, ladybug.Connection(database) as connection:
        people = column(connection, "MATCH (p:Person) RETURN p.person_id ORDER BY p.person_id LIMIT 20")
        shops = column(connection, "MATCH (i:Institution) RETURN i.institution_id ORDER BY i.institution_id LIMIT 3")
        for number, (ring, (run, level, score, loss, seen, places)) in enumerate(RINGS.items()):
            connection.execute(
                "CREATE (:Ring {node_number: $number, ring_id: $ring, pattern: 'resale', variant: 'courier', "
                "score: $score, level: $level, loss_amount: $loss, first_seen: timestamp('2025-01-01 08:00:00'), "
                "last_seen: timestamp($seen), run: $run}), (:Signal {node_number: $number, signal_id: $signal, "
                "signal: 'co_swipe', statement: '…', p_value: 0.001, weight: 0.8, run: $run})",
                {"number": number, "ring": ring, "score": score, "level": level, "loss": loss, "seen": seen, "run": run,
                 "signal": f"G-{number}"},
            )  # fmt: skip
            connection.execute(
                "MATCH (g:Signal {signal_id: $signal}), (r:Ring {ring_id: $ring}) CREATE (g)-[:SUPPORTS]->(r)",
                {"signal": f"G-{number}", "ring": ring},
            )
            for place in places:
                join(connection, "Person", "person_id", people[place], ring, "lender" if place else "organiser")
            join(connection, "Institution", "institution_id", shops[number % 2], ring, "sink_shop")
        connection.execute("CHECKPOINT")


def join(connection: ladybug.Connection, label: str, key: str, node: str, ring: str, role: str) -> None:
    connection.execute(
        f"MATCH (n:{label} {{{key}: $node}}), (r:Ring {{ring_id: $ring}}) "
        "CREATE (n)-[:MEMBER_OF {role: $role, weight: 0.5}]->(r)",
        {"node": node, "ring": ring, "role": role},
    )


def column(connection: ladybug.Connection, text: str) -> list[str]:
    return [row[0] for row in connection.execute(text).get_all()]
