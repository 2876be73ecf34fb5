"""A snapshot of any size made by the engine alone, for measuring the graph without a loader or a simulator.

`python -m benchmarks.synthetic_snapshot WORKSPACE PERSONS` writes it and puts it in force. The shape is that of
a city (8 settlements, 8 lines, 12 scans, 2.4 stock moves a person and year); the contents mean nothing.
"""

import json
import sys
from pathlib import Path

import duckdb

from workspace.engine import identifier, quoted
from workspace.snapshots import Workspace, making
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES


def pick(salt: int, of: str) -> str:
    """A repeatable number from 0 to `of` - 1 for row `i`."""
    return f"(hash(i * 1000 + {salt}) % ({of}))::BIGINT"


def ident(prefix: str, number: str, digits: int = 8) -> str:
    """An id of a prefix and a number with leading zeros."""
    return f"'{prefix}' || lpad(({number})::VARCHAR, {digits}, '0')"


def sources(persons: int) -> dict[str, tuple[int, dict[str, str]]]:
    """Rows of each table and the SQL of the columns that are filled."""
    n, shops, drugs, batches = persons, max(20, persons // 200), 2000, max(100, persons // 20)
    settlements, moves = persons * 8, int(persons * 2.4)
    doctors, suppliers, prescriptions = max(10, persons // 300), max(5, persons // 2000), persons // 2
    at = "TIMESTAMP '2025-01-01' + to_seconds((hash(i) % 31500000)::BIGINT)"
    payer = pick(1, str(n))
    line_batch = pick(3, str(batches))
    return {
        "persons": (
            n,
            {
                "person_id": ident("P", "i"),
                "name": "'张' || i",
                "sex": "CASE WHEN i % 2 = 0 THEN 'M' ELSE 'F' END",
                "birth_date": "DATE '1940-01-01' + (i % 25000)::INTEGER",
                "region_code": "'3301' || (i % 90 + 10)",
                "address": "'城北路' || (i // 3) || '号'",
                "phone": "'138' || lpad((i // 2)::VARCHAR, 8, '0')",
                "household_id": ident("H", "i // 3"),
                "id_number": "lpad(i::VARCHAR, 18, '0')",
            },
        ),
        "cards": (n, {"card_id": ident("C", "i"), "person_id": ident("P", "i"), "kind": "'social_card'"}),
        "institutions": (shops, {"institution_id": ident("I", "i"), "name": "'药房' || i", "kind": "'pharmacy'"}),
        "doctors": (doctors, {"doctor_id": ident("D", "i"), "institution_id": ident("I", f"i % {shops}")}),
        "drugs": (drugs, {"drug_id": ident("G", "i"), "generic_name": "'药' || i", "unit_price": "10 + i % 90"}),
        "batches": (batches, {"batch_id": ident("B", "i"), "drug_id": ident("G", f"i % {drugs}")}),
        "suppliers": (suppliers, {"supplier_id": ident("U", "i"), "name": "'公司' || i"}),
        "prescriptions": (
            prescriptions,
            {
                "prescription_id": ident("R", "i"),
                "person_id": ident("P", f"i % {n}"),
                "doctor_id": ident("D", f"i % {doctors}"),
                "issued_at": at,
            },
        ),
        "settlements": (
            settlements,
            {
                "settlement_id": ident("S", "i", 12),
                "card_id": ident("C", payer),
                "person_id": ident("P", payer),
                "institution_id": ident("I", f"({payer} + {pick(2, '4')} * 37) % {shops}"),
                "settled_at": at,
                "medical_type": "'41'",
                "total_amount": "(hash(i) % 40000) / 100.0",
                "fund_amount": "(hash(i) % 20000) / 100.0",
                "account_amount": "(hash(i) % 10000) / 100.0",
                "cash_amount": "0",
                "terminal_id": "'T' || (i % 3)",
                "operator_id": "'O' || (i % 5)",
                "collected_by": f"CASE WHEN i % 20 = 0 THEN {ident('P', pick(5, str(n)))} END",
                "reverses": f"CASE WHEN i % 100 = 1 THEN {ident('S', 'i - 1', 12)} END",
            },
        ),
        "lines": (
            settlements,
            {
                "line_id": ident("L", "i", 12),
                "settlement_id": ident("S", "i", 12),
                "drug_id": ident("G", f"{line_batch} % {drugs}"),
                "batch_id": ident("B", line_batch),
                "quantity": "1 + i % 5",
                "unit_price": "10 + i % 90",
                "amount": "(1 + i % 5) * 10",
                "days_supply": "7.0 * (1 + i % 5)",
                "doctor_id": f"CASE WHEN i % 5 = 0 THEN {ident('D', f'i % {doctors}')} END",
            },
        ),
        "scans": (
            persons * 12,
            {
                "trace_code": "'8' || lpad((CASE WHEN i % 200 = 1 THEN i - 1 ELSE i END)::VARCHAR, 19, '0')",
                "line_id": ident("L", f"i % {settlements}", 12),
            },
        ),
        "stock_moves": (
            moves,
            {
                "move_id": ident("M", "i", 10),
                "institution_id": ident("I", pick(7, str(shops))),
                "batch_id": ident("B", pick(8, str(batches))),
                "kind": "CASE WHEN i % 4 < 3 THEN 'purchase' ELSE 'self_pay_sale' END",
                "quantity": "10 + i % 90",
                "moved_at": at,
                "supplier_id": f"CASE WHEN i % 4 < 3 THEN {ident('U', f'i % {suppliers}')} END",
            },
        ),
        "agents": (
            n // 10,
            {"person_id": ident("P", "i"), "agent_person_id": ident("P", f"(i + 1) % {n}"), "relation": "'child'"},
        ),
    }


def write_table(
    connection: duckdb.DuckDBPyConnection, name: str, rows: int, columns: dict[str, str], file: Path
) -> None:
    """One table as Parquet, with every canonical column in order."""
    file.parent.mkdir(parents=True)
    selected = [
        f"CAST({columns.get(column.name, 'NULL')} AS {column.engine_type}) AS {identifier(column.name)}"
        for column in TABLES[name].columns
    ]
    connection.execute(
        f"COPY (SELECT {', '.join(selected)}, '{name}.csv' AS {identifier(FILE_COLUMN)}, "
        f"i + 1 AS {identifier(ROW_COLUMN)} "
        f"FROM range({rows}) t(i)) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"
    )


def make(workspace: Workspace, persons: int) -> None:
    """Write a snapshot of that many people and put it in force."""
    with workspace.writing(), making(workspace.snapshots) as made, workspace.connect() as connection:
        for name, (rows, columns) in sources(persons).items():
            write_table(connection, name, rows, columns, made / "tables" / name / "part.parquet")
        (made / "manifest.json").write_text(json.dumps({"sources": [], "synthetic": persons}), encoding="utf-8")
        workspace.publish(made, f"synthetic-{persons}")


if __name__ == "__main__":
    make(Workspace.open(Path(sys.argv[1])), int(sys.argv[2]))
