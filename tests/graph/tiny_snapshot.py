"""A snapshot made from Python rows, without a loader: what is not given is empty."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from workspace.engine import identifier, quoted
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

# One of everything: two people of a household share a phone, a pack is sold twice, a payment is undone.
TOWN: dict[str, list[dict[str, Any]]] = {
    "persons": [
        {"person_id": "0007", "name": "王芳", "household_id": "H1", "phone": "13800000000", "birth_date": "1950-02-03"},
        {"person_id": "0008", "name": "O'Neil \"欧\"", "household_id": "H1", "phone": "13800000000"},
        {"person_id": "p\\3", "name": "Zoë 🐉\nsecond line", "address": "城北路1号"},
    ],
    "cards": [{"card_id": "c1", "person_id": "0007"}, {"card_id": "c2", "person_id": "0008"}],
    "institutions": [
        {"institution_id": "i1", "name": "大药房", "kind": "pharmacy", "longitude": 120.25},
        {"institution_id": "i2", "name": "", "kind": "hospital"},
    ],
    "doctors": [{"doctor_id": "d1", "name": "李医生", "institution_id": "i2"}],
    "drugs": [{"drug_id": "g1", "generic_name": "二甲双胍", "unit_price": "12.3456", "chronic": True}],
    "batches": [{"batch_id": "b1", "drug_id": "g1", "lot_number": "20250101"}],
    "suppliers": [{"supplier_id": "u1", "name": "国药"}],
    "prescriptions": [{"prescription_id": "r1", "person_id": "0007", "doctor_id": "d1"}],
    "settlements": [
        {"settlement_id": "s1", "card_id": "c1", "person_id": "0007", "institution_id": "i1",
         "settled_at": "2025-03-01 09:30:00", "total_amount": "100.10", "terminal_id": "t1", "collected_by": "0008"},
        {"settlement_id": "s2", "card_id": "c1", "person_id": "0007", "institution_id": "i1",
         "settled_at": "2025-03-02 10:00:00", "total_amount": "0.20", "terminal_id": "t1"},
        {"settlement_id": "s3", "card_id": "c2", "person_id": "0008", "institution_id": "i2",
         "settled_at": "2025-03-03 11:00:00", "total_amount": "50", "terminal_id": "t1"},
        {"settlement_id": "s4", "card_id": "c2", "person_id": "0008", "institution_id": "i2",
         "settled_at": "2025-03-03 11:05:00", "total_amount": "-50", "reverses": "s3"},
    ],
    "lines": [
        {"line_id": "l1", "settlement_id": "s1", "drug_id": "g1", "batch_id": "b1", "quantity": "2", "amount": "24.69",
         "prescription_id": "r1"},
        {"line_id": "l2", "settlement_id": "s2", "drug_id": "g1", "quantity": "0.333", "amount": "4.12"},
        {"line_id": "l3", "settlement_id": "s3", "drug_id": "g1", "quantity": "1", "amount": "12.35",
         "doctor_id": "d1"},
    ],
    "scans": [
        {"trace_code": "81000000000000000001", "line_id": "l1"},
        {"trace_code": "81000000000000000001", "line_id": "l3"},
        {"trace_code": "81000000000000000002", "line_id": "l2"},
    ],
    "stock_moves": [
        {"move_id": "m1", "institution_id": "i1", "batch_id": "b1", "kind": "purchase", "quantity": "10",
         "moved_at": "2025-02-01 08:00:00", "supplier_id": "u1"},
        {"move_id": "m2", "institution_id": "i1", "batch_id": "b1", "kind": "self_pay_sale", "quantity": "1",
         "moved_at": "2025-02-05 08:00:00"},
    ],
    "agents": [{"person_id": "0007", "agent_person_id": "0008", "relation": "spouse", "since": "2024-01-01"}],
}  # fmt: skip


def make_workspace(path: Path, rows: Rows, snapshot_id: str = "tiny") -> Workspace:
    """A workspace whose snapshot in force holds these rows; tables that are not named were not delivered."""
    workspace = Workspace(path, Settings(threads=2, memory_limit_gb=1.0))
    snapshot = Snapshot(workspace.snapshots / snapshot_id)
    for table, given in rows.items():
        write_table(snapshot.path / "tables" / table / "part.parquet", table, given)
    (snapshot.path / "manifest.json").write_text(json.dumps({"sources": []}), encoding="utf-8")
    (path / "current").write_text(snapshot_id, encoding="utf-8")
    return workspace


def write_table(file: Path, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as the Parquet file of a canonical table; columns that a row does not name are empty."""
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = TABLES[table].columns
    with duckdb.connect() as connection:
        declared = ", ".join(f"{identifier(column.name)} {column.engine_type}" for column in columns)
        connection.execute(f"CREATE TABLE t ({declared}, {FILE_COLUMN} VARCHAR, {ROW_COLUMN} BIGINT)")
        places = ", ".join("?" for _ in range(len(columns) + 2))
        for number, row in enumerate(rows, start=1):
            values = [row.get(column.name) for column in columns]
            connection.execute(f"INSERT INTO t VALUES ({places})", [*values, f"{table}.csv", number])
        connection.execute(f"COPY t TO {quoted(str(file))} (FORMAT parquet)")
