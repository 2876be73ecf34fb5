"""The main job on a city of 3,000 people: files in, rings out, every ring followed back to the files' rows."""

import csv
import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from wholeness import store_counts

import detection
from detection.run import detect
from graph.build import build, open_store
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.store import Limits
from loaders.load import load
from simulation.generate import generate_city
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow
SCHEMA = Path(detection.__file__).with_name("rings.schema.json")
STAMP = re.compile(r'"generated_at": "[^"]+"')
Rings = dict[str, Any]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "city"
    return generate_city(folder, persons=3000, months=6, seed=5, level="mid")


@pytest.fixture(scope="module")
def searched(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace after load, build and detect."""
    workspace = Workspace.open(tmp_path_factory.mktemp("work") / "w")
    load(workspace, [city])
    build(workspace)
    detect(workspace)
    return workspace


@pytest.fixture(scope="module")
def written(searched: Workspace) -> str:
    return _written(searched)


@pytest.fixture(scope="module")
def rings(written: str) -> Rings:
    content: Rings = json.loads(written)
    assert content["rings"], "a city with rings gave none: the tests below would be empty"
    return content


@pytest.fixture(scope="module")
def tables(searched: Workspace) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    searched.require_current().register(connection)
    return connection


def _written(workspace: Workspace) -> str:
    run = workspace.require_current().current_run
    assert run
    return (run / "rings.json").read_text(encoding="utf-8")


def _column(tables: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {str(value) for (value,) in tables.execute(query).fetchall()}


def test_the_rings_are_as_the_schema_says(rings: Rings) -> None:
    checker = FormatChecker()

    @checker.checks("date-time", raises=ValueError)  # jsonschema brings none
    def has_a_zone(stamp: object) -> bool:
        return not isinstance(stamp, str) or datetime.fromisoformat(stamp).tzinfo is not None

    assert {"date", "date-time"} <= checker.checkers.keys()
    assert not list(Draft202012Validator(json.loads(SCHEMA.read_text()), format_checker=checker).iter_errors(rings))


def test_a_likely_explanation_keeps_a_ring_from_red_and_yellow(rings: Rings) -> None:
    explained = [
        ring["level"]
        for ring in rings["rings"]
        if any(heard["verdict"] == "likely" for heard in ring["innocent_explanations"])
    ]
    assert set(explained) <= {"watch"}


def test_rings_come_by_score(rings: Rings) -> None:
    scores = [ring["score"] for ring in rings["rings"]]
    assert scores == sorted(scores, reverse=True)


def test_the_same_snapshot_and_settings_give_the_same_bytes(city: Path, written: str, tmp_path: Path) -> None:
    again = Workspace.open(tmp_path / "again")
    load(again, [city])
    detect(again)
    assert STAMP.sub("", _written(again)) == STAMP.sub("", written)
    assert len(STAMP.findall(written)) == 1


def test_every_line_of_a_finding_leads_to_its_row_in_the_source_file(
    city: Path, rings: Rings, tables: duckdb.DuckDBPyConnection
) -> None:
    signals = [signal for ring in rings["rings"] for signal in ring["signals"]]
    named = {line for finding in [*signals, *rings["alerts"]] for line in finding["line_ids"]}
    assert named
    with (city / "lines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = tables.execute("SELECT line_id, settlement_id, source_file, source_row FROM lines").fetchall()
    found = {line: (settlement, file, row) for line, settlement, file, row in places}
    assert named <= found.keys()
    for line in named:
        settlement, source, row = found[line]
        assert source == "lines.csv"
        assert (rows[row - 1]["line_id"], rows[row - 1]["settlement_id"]) == (line, settlement)


def test_the_lines_of_a_ring_lie_between_its_first_and_last_day(
    rings: Rings, tables: duckdb.DuckDBPyConnection
) -> None:
    days = dict(
        tables.execute(
            "SELECT line_id, strftime(settled_at, '%Y-%m-%d') FROM lines JOIN settlements USING (settlement_id)"
        ).fetchall()
    )
    for ring in rings["rings"]:
        seen = sorted(days[line] for signal in ring["signals"] for line in signal["line_ids"])
        assert ring["first_seen"] <= seen[0] <= seen[-1] <= ring["last_seen"]


def test_everyone_and_everything_named_exists(rings: Rings, tables: duckdb.DuckDBPyConnection) -> None:
    keys = {kind: f"{kind}_id" for kind in ("person", "card", "institution", "doctor", "batch", "drug")}
    ids = {
        kind: _column(tables, f"SELECT {key} FROM {'batches' if kind == 'batch' else f'{kind}s'}")
        for kind, key in keys.items()
    }
    everything = set().union(*ids.values())
    codes = _column(tables, "SELECT trace_code FROM scans")
    for ring in rings["rings"]:
        for member in ring["members"]:
            assert member["id"] in ids[member["kind"]]
        assert any(member["kind"] == "person" for member in ring["members"])
        for signal in ring["signals"]:
            assert set(signal["entities"]) <= everything | codes
            numbers = set(re.findall(r"\b\d{13}\b", signal["statement"]))  # how the city's ids look
            assert numbers <= everything | _column(tables, "SELECT line_id FROM lines")
    for alert in rings["alerts"]:
        assert alert["person_id"] in ids["person"]
        assert alert["card_id"] in ids["card"] | {""}


def test_the_graph_holds_as_many_as_the_tables(searched: Workspace, tables: duckdb.DuckDBPyConnection) -> None:
    counts = store_counts(searched.path)
    assert counts
    rows = {
        "Person": "SELECT count(*) FROM persons",
        "Card": "SELECT count(*) FROM cards",
        "Institution": "SELECT count(*) FROM institutions",
        "Doctor": "SELECT count(*) FROM doctors",
        "Drug": "SELECT count(*) FROM drugs",
        "Batch": "SELECT count(*) FROM batches",
        "Settlement": "SELECT count(*) FROM settlements",
        "Supplier": "SELECT count(*) FROM suppliers",
        "Terminal": "SELECT count(DISTINCT (institution_id, terminal_id)) FROM settlements WHERE terminal_id <> ''",
        "Pack": "SELECT count(*) FROM (SELECT trace_code FROM scans GROUP BY 1 HAVING count(*) > 1)",
        "HOLDS": "SELECT count(*) FROM cards",
        "PAID_WITH": "SELECT count(*) FROM settlements",
        "AT": "SELECT count(*) FROM settlements",
        "ON": "SELECT count(*) FROM settlements WHERE terminal_id <> ''",
        "DISPENSED": "SELECT count(*) FROM lines",
        "COLLECTED_BY": "SELECT count(*) FROM settlements WHERE collected_by <> ''",
        "LOT_OF": "SELECT count(*) FROM batches",
        "REVERSES": "SELECT count(*) FROM settlements WHERE reverses <> ''",
        "ACTS_FOR": "SELECT count(DISTINCT (person_id, agent_person_id)) FROM agents",
    }
    expected = {label: tables.execute(query).fetchall()[0][0] for label, query in rows.items()}
    assert {label: counts[label] for label in rows} == expected
    assert counts.keys() == NODE_KINDS.keys() | EDGE_KINDS.keys()


def test_the_rings_are_in_the_graph(searched: Workspace, rings: Rings) -> None:
    store = open_store(searched)
    members = "MATCH (n)-[m:MEMBER_OF]->(r:Ring) RETURN r.ring_id, coalesce(n.person_id, n.card_id, n.institution_id, "
    found = store.query(members + "n.doctor_id, n.drug_id), m.role", limits=Limits(rows=1_000_000)).rows
    signals = store.query("MATCH (g:Signal)-[:SUPPORTS]->(r:Ring) RETURN r.ring_id, g.statement").rows
    store.close()
    assert sorted(found) == sorted(
        (ring["ring_id"], one["id"], one["role"]) for ring in rings["rings"] for one in ring["members"]
    )
    assert sorted(signals) == sorted(
        (ring["ring_id"], one["statement"]) for ring in rings["rings"] for one in ring["signals"]
    )


@pytest.mark.parametrize(
    ("missing", "skipped"),
    [("scans", "repeated_code"), ("stock_moves", "stock_excess"), ("doctors", None)],
)
def test_a_table_that_is_not_delivered_skips_its_detectors_and_says_so(
    village: Path, tmp_path: Path, missing: str, skipped: str | None
) -> None:
    shutil.copytree(village, tmp_path / "in")
    (tmp_path / "in" / f"{missing}.csv").unlink()
    workspace = Workspace.open(tmp_path / "w")
    load(workspace, [tmp_path / "in"])
    counts = build(workspace).counts
    report = detect(workspace)
    assert counts["Settlement"] > 0
    told = {one["detector"]: one["because"] for one in report.skipped}
    assert (skipped in told) == (skipped is not None)
    assert all(missing in because for because in told.values())
    assert json.loads(_written(workspace))["skipped"] == report.skipped
    assert not told.keys() & report.findings.keys()
