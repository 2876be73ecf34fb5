"""The app on small workspaces: one made by hand with names that mean harm, and a city that was built and searched."""

import json
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from detection.run import detect
from graph.build import build
from loaders.load import load
from simulation.generate import generate_city
from workspace.engine import identifier
from workspace.settings import Settings
from workspace.snapshots import Workspace
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES

ROOT = Path(__file__).parents[2]
HARM = "<script>alert(1)</script>"
BOLD = "**药店** [go](http://evil.example) \u202eexe"
PEOPLE = {"P1": "王小明", "P2": f"李{HARM}", "P3": "=cmd|' /C calc'!A0"}

ROWS = {
    "persons": [{"person_id": key, "name": name, "region_code": "310104"} for key, name in PEOPLE.items()],
    "cards": [{"card_id": f"C{n}", "person_id": f"P{n}"} for n in (1, 2, 3)],
    "institutions": [{"institution_id": "I1", "name": BOLD, "kind": "pharmacy", "region_code": "330106"}],
    "drugs": [{"drug_id": "D1", "generic_name": f"{HARM}汀"}],
    "settlements": [
        {
            "settlement_id": f"S{n}",
            "card_id": f"C{n % 3 + 1}",
            "person_id": f"P{n % 3 + 1}",
            "institution_id": "I1",
            "settled_at": f"2026-03-{n + 1:02}T09:30:00",
        }
        for n in range(9)
    ],
    "lines": [
        {"line_id": f"L{n}", "settlement_id": f"S{n}", "drug_id": "D1", "quantity": 2, "amount": 81.5} for n in range(9)
    ],
}


def ring(ring_id, *, pattern="card_lending", level="red", score=0.97, people=("P1", "P2", "P3")):
    return {
        "ring_id": ring_id,
        "pattern": pattern,
        "variant": "co_swipe",
        "score": score,
        "level": level,
        "first_seen": "2026-03-01",
        "last_seen": "2026-03-09",
        "loss_amount": 12345.0,
        "members": [
            *({"kind": "person", "id": one, "role": "lender", "weight": 0.9} for one in people),
            {"kind": "institution", "id": "I1", "role": "sink_shop", "weight": 0.5},
        ],
        "signals": [
            {
                "signal": "co_swipe",
                "statement": f"P1 and P2 paid together at {BOLD} {HARM} for $1 $2",
                "p_value": 1.2e-9,
                "weight": 0.8,
                "line_ids": [f"L{n}" for n in range(9)],
                "entities": ["P1", "P2"],
            }
        ],
        "innocent_explanations": [{"explanation": "household", "verdict": "ruled_out", "why": f"not at {HARM}"}],
        "legal_basis": ["Order 735, art. 41"],
    }


DOCUMENT = {
    "snapshot": "s1",
    "run": "r1",
    "generated_at": "2026-04-01T00:00:00",
    "settings": {},
    "rings": [
        ring("R-AAAA01"),
        ring("R-CCCC03", pattern="resale", level="watch", score=0.4, people=("P3",)),
        ring("R-AAAB02", level="yellow", score=0.8),
    ],
    "alerts": [
        {
            "alert_id": "A-1",
            "signal": "beyond_need",
            "person_id": "P3",
            "card_id": "C3",
            "statement": f"P3 collected {HARM}",
            "score": 0.9,
            "line_ids": ["L1"],
        }
    ],
    "skipped": [],
}


def write_table(folder, name, rows):
    """A Parquet file of a canonical table, as a load leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    types = {column.name: column.engine_type for column in TABLES[name].columns}
    types |= {FILE_COLUMN: "VARCHAR", ROW_COLUMN: "BIGINT"}
    records = [{**row, FILE_COLUMN: f"{name}.csv", ROW_COLUMN: number} for number, row in enumerate(rows, start=1)]
    source = folder / "rows.json"
    source.write_text(json.dumps(records), encoding="utf-8")
    columns = ", ".join(f"{identifier(column)}: '{kind}'" for column, kind in types.items())
    duckdb.sql(f"SELECT * FROM read_json('{source}', columns = {{{columns}}})").write_parquet(
        str(folder / f"{name}.parquet")
    )
    source.unlink()


def write_workspace(folder, document=DOCUMENT):
    """A workspace that was loaded and searched."""
    snapshot = folder / "snapshots" / "s1"
    for name, rows in ROWS.items():
        write_table(snapshot / "tables" / name, name, rows)
    sources = [
        {"file": f"{HARM}.csv", "sha256": "ab" * 32, "tables": {"persons": {"rows_in": 5, "rejected": 2}}},
    ]
    (snapshot / "manifest.json").write_text(json.dumps({"tables": {}, "sources": sources}), encoding="utf-8")
    duckdb.sql(
        "SELECT 'persons' AS \"table\", 'p.csv' AS file, 1::BIGINT AS row, 'sex' AS \"column\", "
        "'<b>X</b>' AS value, 'not one of M, F' AS reason FROM range(2)"
    ).write_parquet(str(snapshot / "rejects.parquet"))
    run = snapshot / "runs" / "r1"
    run.mkdir(parents=True)
    (run / "rings.json").write_text(json.dumps(document), encoding="utf-8")
    told = {"run": "r1", "generated_at": "2026-04-01", "findings": {"co_swipe": 3}, "groups": 3, "seconds": {"a": 1.5}}
    (run / "run.json").write_text(json.dumps(told), encoding="utf-8")
    (snapshot / "current_run").write_text("r1", encoding="utf-8")
    (folder / "current").write_text("s1", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def fresh_caches():
    yield
    st.cache_resource.clear()


@pytest.fixture
def searched(tmp_path):
    return write_workspace(tmp_path / "w")


@pytest.fixture
def opened(monkeypatch):
    """Open the app on a workspace, at a page: `opened(folder, "rings", lang="en")`."""

    def open_at(folder, name, **parameters):
        monkeypatch.setenv("RINGTRACE_WORKSPACE", str(folder))
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        for key, value in parameters.items():
            app.query_params[key] = value
        app.run()
        if name in ("rings", "start"):
            return app
        app.switch_page(f"dashboards/views/{name}.py")
        for key, value in parameters.items():  # the first page, which was run before, has addresses of its own
            app.query_params[key] = value
        return app.run()

    return open_at


def words_of(app):
    """Every text of a page that reads Markdown."""
    return "\n".join(
        str(one.value)
        for kind in (
            app.markdown,
            app.caption,
            app.header,
            app.subheader,
            app.error,
            app.info,
            app.warning,
            app.success,
        )
        for one in kind
    )


def tables_of(app):
    return [one.value for one in app.dataframe]


def searched_city(folder):
    """A workspace with a city of 1,000 people, loaded, built and searched."""
    source = generate_city(folder / "city", persons=1_000, months=2, seed=7, level="easy", file_type="parquet")
    workspace = Workspace(folder / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [source])
    build(workspace)
    detect(workspace)
    return workspace
