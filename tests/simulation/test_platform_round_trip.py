"""A city that goes out through the national platform's interfaces and comes back through the mapping."""

import json

import duckdb
import pytest

from loaders.load import load
from simulation.generate import generate_city
from simulation.national_platform import export
from workspace.snapshots import Workspace
from workspace.tables import TABLES

pytestmark = pytest.mark.slow  # whole processes and whole loads

# What the platform cannot carry, or names in its own way: docs/mappings.md tells why.
CHANGED = {
    "cards": {"card_id", "issued_on", "revoked_on"},
    "batches": {"batch_id"},
    "suppliers": {"supplier_id"},
    "prescriptions": {"prescription_id", "issued_at"},
    "settlements": {"card_id", "terminal_id", "operator_id", "collected_by"},
    "lines": {"line_id", "batch_id", "prescription_id", "split_pack"},
    "stock_moves": {"move_id", "batch_id", "moved_at", "supplier_id", "counterparty_id"},
}
# The key under which a row is found again, of the canonical rows and of those that came back.
KEYS = {
    "suppliers": ("name", "name"),
    "prescriptions": ("prescription_id", "split_part(prescription_id, '/', -1)"),
    "lines": ("settlement_id || '/' || row_number() OVER (PARTITION BY settlement_id ORDER BY place)", "line_id"),
    "stock_moves": ("move_id", "split_part(move_id, '/', -1)"),
}
LOST = {"agents"}


@pytest.fixture(scope="module")
def trip(make, tmp_path_factory):
    """The engine with the schemas `gone` (canonical) and `back` (loaded), the report, and the folder of the files."""
    folder = tmp_path_factory.mktemp("trip")
    city = make()
    export(city, folder / "files")
    workspace = Workspace.open(folder / "workspace")
    report = load(workspace, [folder / "files"], mapping="national-platform", max_rejects=0.0)
    engine = duckdb.connect()
    engine.execute("CREATE SCHEMA gone")
    engine.execute("CREATE SCHEMA back")
    for name, table in TABLES.items():
        types = ", ".join(f"'{column.name}': '{column.engine_type}'" for column in table.columns)
        source = f"read_csv('{city / name}.csv', header = true, types = {{{types}}})"
        engine.execute(f"CREATE TABLE gone.{name} AS SELECT *, row_number() OVER () AS place FROM {source}")
        files = [str(file) for file in workspace.require_current().files(name)]
        if files:
            engine.execute(f"CREATE TABLE back.{name} AS FROM read_parquet({files}, hive_partitioning = false)")
    return engine, report, city, folder / "files"


def asked(trip, query):
    return trip[0].execute(query).fetchall()


def test_nothing_is_rejected_and_no_column_is_missing(trip):
    assert {name: table.rejected for name, table in trip[1].tables.items() if table.rejected} == {}
    assert set(TABLES) - set(trip[1].tables) == LOST
    assert trip[1].ignored == ["truth.json"]


@pytest.mark.parametrize("name", [name for name in TABLES if name not in LOST | {"scans", "batches", "cards"}])
def test_a_table_comes_back_but_for_what_the_platform_cannot_carry(trip, name):
    gone_key, back_key = KEYS.get(name, (TABLES[name].key, TABLES[name].key))
    kept = [column.name for column in TABLES[name].columns if column.name not in CHANGED.get(name, ())]
    differs = " OR ".join(f"gone.{column} IS DISTINCT FROM back.{column}" for column in kept)
    rows = asked(
        trip,
        f"SELECT * FROM (SELECT *, {gone_key} AS k FROM gone.{name}) gone "
        f"FULL JOIN (SELECT *, {back_key} AS k FROM back.{name}) back USING (k) WHERE {differs} LIMIT 3",
    )
    assert rows == []


def test_every_code_is_read_at_the_line_it_was_read_at(trip):
    numbered = f"(SELECT line_id, {KEYS['lines'][0]} AS k FROM gone.lines)"
    gone = f"SELECT trace_code, k, count(*) FROM gone.scans JOIN {numbered} USING (line_id) GROUP BY ALL"
    back = "SELECT trace_code, line_id, count(*) FROM back.scans GROUP BY ALL"
    assert asked(trip, f"({gone} EXCEPT {back}) UNION ALL ({back} EXCEPT {gone})") == []


def test_a_settlement_keeps_its_kind_of_credential_and_a_social_card_its_number(trip):
    kind = "SELECT settlement_id, kind, CASE WHEN kind = 'social_card' THEN card_id END"
    gone = f"{kind} FROM gone.settlements JOIN gone.cards USING (card_id)"
    back = f"{kind} FROM back.settlements JOIN back.cards USING (card_id)"
    assert asked(trip, f"({gone} EXCEPT {back}) UNION ALL ({back} EXCEPT {gone})") == []


def test_a_line_keeps_its_lot_unless_two_lots_of_the_drug_were_handed_over_at_once(trip):
    lost, wrong, all_lines = asked(
        trip,
        f"""
        SELECT count(*) FILTER (gone.batch_id IS NOT NULL AND back.batch_id IS NULL AND lots = 1),
            count(*) FILTER (back_lot.made_on IS DISTINCT FROM gone_lot.made_on AND back.batch_id IS NOT NULL),
            count(*)
        FROM (
            SELECT *, {KEYS["lines"][0]} AS k,
                count(DISTINCT batch_id) OVER (PARTITION BY settlement_id, drug_id) AS lots
            FROM gone.lines) gone
        JOIN back.lines back ON k = back.line_id
        LEFT JOIN gone.batches gone_lot ON gone_lot.batch_id = gone.batch_id
        LEFT JOIN back.batches back_lot ON back_lot.batch_id = back.batch_id""",
    )[0]
    assert (lost, wrong) == (0, 0)
    assert all_lines > 1000


def test_lots_in_stock_are_told_apart(trip):
    per_lot = (
        "SELECT institution_id, drug_id, kind, sum(quantity) AS q "
        "FROM {0}.stock_moves JOIN {0}.batches USING (batch_id) "
        "GROUP BY institution_id, drug_id, kind, batch_id ORDER BY ALL"
    )
    totals = [asked(trip, per_lot.format(side)) for side in ("gone", "back")]
    assert totals[0] == totals[1]


def test_the_truth_names_lines_as_they_are_after_loading(trip):
    engine, _, city, files = trip
    gone, back = (json.loads((folder / "truth.json").read_text()) for folder in (city, files))
    lines = [line for ring in back["rings"] for line in ring["false_lines"]]
    assert len(lines) == sum(len(ring["false_lines"]) for ring in gone["rings"]) > 0
    known = {line for (line,) in engine.execute("SELECT line_id FROM back.lines").fetchall()}
    assert set(lines) <= known
    for ring in [*gone["rings"], *back["rings"]]:
        del ring["false_lines"]
    assert gone == back


def test_generate_writes_the_platforms_files(tmp_path):
    folder = generate_city(
        tmp_path / "city", persons=500, months=1, seed=3, level="none", format="national-platform", file_type="parquet"
    )
    assert {"2102.csv", "2207.jsonl", "3505.csv", "truth.json"} <= {file.name for file in folder.iterdir()}
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_the_same_city_gives_the_same_files(make, tmp_path, digest):
    city = make(persons=500, months=1, seed=3)
    for name in ("one", "two"):
        export(city, tmp_path / name)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
