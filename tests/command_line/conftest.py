"""A workspace that was loaded and searched, made by hand, with names that mean harm."""

import json

import duckdb
import pytest
from typer.testing import CliRunner

from command_line.app import app
from workspace.engine import identifier
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES

ROWS = {
    "persons": [
        {"person_id": "P1", "name": "王小明", "region_code": "310104"},
        {"person_id": "P2", "name": "李\u202e雷", "region_code": "310104"},
        {"person_id": "P3", "name": None, "region_code": "330106"},
    ],
    "cards": [
        {"card_id": "C1", "person_id": "P1", "kind": "social_card"},
        {"card_id": "C2", "person_id": "P2"},
        {"card_id": "C3", "person_id": "P3"},
    ],
    "institutions": [
        {"institution_id": "I1", "name": "[bold red]药店\x1b[2J", "kind": "pharmacy", "region_code": "310104"},
        {"institution_id": "I2", "name": "Care \u2067Pharmacy", "kind": "pharmacy", "region_code": "330106"},
    ],
    "drugs": [{"drug_id": "D1", "generic_name": "阿托伐他汀"}],
    "settlements": [
        {
            "settlement_id": f"S{n}",
            "card_id": f"C{n % 3 + 1}",
            "person_id": f"P{n % 3 + 1}",
            "institution_id": f"I{n % 2 + 1}",
            "settled_at": f"2026-03-{n + 1:02}T09:30:00",
        }
        for n in range(25)
    ],
    "lines": [
        {"line_id": f"L{n}", "settlement_id": f"S{n}", "drug_id": "D1", "quantity": 2, "amount": 81.5}
        for n in range(25)
    ],
}


def ring(ring_id, *, pattern="card_lending", level="red", score=0.97, people=("P1", "P2"), place="I1", lines=25):
    return {
        "ring_id": ring_id,
        "pattern": pattern,
        "variant": "courier",
        "score": score,
        "level": level,
        "first_seen": "2026-03-01T09:30:00",
        "last_seen": "2026-03-25T09:30:00",
        "loss_amount": 12345.0,
        "members": [
            *({"kind": "person", "id": one, "role": "lender", "weight": 0.9} for one in people),
            {"kind": "institution", "id": place, "role": "sink_shop", "weight": 0.5},
        ],
        "signals": [
            {
                "signal": "co_swipe",
                "statement": "P1 and P2 paid within 5 minutes of each other on 12 days; chance would give 0.3",
                "p_value": 1.2e-9,
                "weight": 0.8,
                "line_ids": [f"L{n}" for n in range(lines)],
                "entities": ["P1", "P2"],
            }
        ],
        "innocent_explanations": [
            {"explanation": "household", "verdict": "ruled_out", "why": "no two members share a household"}
        ],
        "legal_basis": ["Regulation on the use of medical security funds, art. 41"],
    }


RINGS = [
    ring("R-AAAA01"),
    ring("R-AAAB02", level="yellow", score=0.8, people=("P3",), place="I2"),
    ring("R-CCCC03", pattern="resale", level="watch", score=0.4),
]


def write_table(folder, name, rows):
    """A Parquet file of a canonical table, as a load leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    declared = {column.name: column.engine_type for column in TABLES[name].columns}
    records = [
        {**{column: row.get(column) for column in declared}, FILE_COLUMN: f"{name}.csv", ROW_COLUMN: number}
        for number, row in enumerate(rows, start=1)
    ]
    source = folder / "rows.json"
    source.write_text(json.dumps(records), encoding="utf-8")
    types = {**declared, FILE_COLUMN: "VARCHAR", ROW_COLUMN: "BIGINT"}
    columns = ", ".join(f"{identifier(column)}: '{kind}'" for column, kind in types.items())
    duckdb.sql(f"SELECT * FROM read_json('{source}', columns = {{{columns}}})").write_parquet(
        str(folder / f"{name}.parquet")
    )
    source.unlink()


@pytest.fixture
def searched(tmp_path):
    """The folder of a workspace with three rings and 25 lines."""
    folder = tmp_path / "w"
    snapshot = folder / "snapshots" / "s1"
    for name, rows in ROWS.items():
        write_table(snapshot / "tables" / name, name, rows)
    manifest = {"tables": {name: {"loaded": len(rows)} for name, rows in ROWS.items()}}
    (snapshot / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    duckdb.sql("SELECT 1 AS row WHERE false").write_parquet(str(snapshot / "rejects.parquet"))
    run = snapshot / "runs" / "r1"
    run.mkdir(parents=True)
    document = {
        "snapshot": "s1",
        "run": "r1",
        "generated_at": "2026-04-01T00:00:00",
        "settings": {},
        "rings": RINGS,
        "alerts": [],
        "skipped": [],
    }
    (run / "rings.json").write_text(json.dumps(document), encoding="utf-8")
    (snapshot / "current_run").write_text("r1", encoding="utf-8")
    (folder / "current").write_text("s1", encoding="utf-8")
    return folder


@pytest.fixture
def ringtrace():
    """Call the command line in this process: `ringtrace("rings", "-w", folder)`."""

    def call(*arguments, env=None):
        return CliRunner().invoke(app, [str(one) for one in arguments], env=env)

    return call
