"""A small sound delivery in code, written in any of the formats, and what a load made of it."""

import csv
import gzip
import io
import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.load import load
from loaders.report import LoadReport
from workspace.snapshots import Workspace
from workspace.tables import TABLES

Row = dict[str, str]
City = dict[str, list[Row]]


def city(people: int = 6, settlements: int = 3) -> City:
    """Every table, all rows sound: `settlements` per person, a line and a scan each."""
    persons = range(people)
    paid = [(p, s) for p in persons for s in range(settlements)]
    return {
        "persons": [
            {
                "person_id": f"00P{p}",
                "name": f"欧阳{chr(0x4E00 + 7 * p)}",
                "sex": "MF"[p % 2],
                "birth_date": f"19{40 + p % 50}-0{1 + p % 9}-11",
                "death_date": "",
                "address": f"上海市浦东新区世纪大道{p}号，“和平”里",
            }
            for p in persons
        ],
        "cards": [
            {"card_id": f"C{p}", "person_id": f"00P{p}", "kind": "social_card", "revoked_on": "9999-12-31"}
            for p in persons
        ],
        "institutions": [
            {"institution_id": f"I{i}", "name": f"大药房{i}", "kind": "pharmacy", "longitude": "121.4"}
            for i in range(3)
        ],
        "doctors": [{"doctor_id": "D1", "name": "李医生", "institution_id": "I1"}],
        "drugs": [
            {"drug_id": f"X{d}", "generic_name": "阿托伐他汀钙片", "unit_price": "12.5", "chronic": "true"}
            for d in range(4)
        ],
        "batches": [
            {"batch_id": f"B{d}", "drug_id": f"X{d}", "made_on": "2024-01-01", "expires_on": "2027-01-01"}
            for d in range(4)
        ],
        "suppliers": [{"supplier_id": "U1", "name": "医药公司"}],
        "prescriptions": [
            {"prescription_id": "R1", "person_id": "00P1", "doctor_id": "D1", "issued_at": "2026-03-01T08:00:00"}
        ],
        "settlements": [
            {
                "settlement_id": f"S{p}-{s}",
                "card_id": f"C{p}",
                "person_id": f"00P{p}",
                "institution_id": f"I{p % 3}",
                "settled_at": f"2026-0{3 + s % 3}-{1 + p % 28:02d}T09:{s % 60:02d}:00",
                "total_amount": "25.00",
                "collected_by": "",
                "reverses": "",
            }
            for p, s in paid
        ],
        "lines": [
            {
                "line_id": f"L{p}-{s}",
                "settlement_id": f"S{p}-{s}",
                "drug_id": f"X{s % 4}",
                "batch_id": f"B{s % 4}",
                "quantity": "2",
                "amount": "25.00",
                "doctor_id": "D1" if s == 1 else "",
                "split_pack": "false",
            }
            for p, s in paid
        ],
        "scans": [{"trace_code": f"8100{p:06d}{s:04d}", "line_id": f"L{p}-{s}"} for p, s in paid],
        "stock_moves": [
            {
                "move_id": f"M{d}",
                "institution_id": f"I{d % 3}",
                "batch_id": f"B{d}",
                "kind": "purchase",
                "quantity": "50",
                "moved_at": "2026-02-01T07:00:00",
                "supplier_id": "U1",
            }
            for d in range(4)
        ],
        "inpatient_stays": [
            {"stay_id": "Y1", "person_id": "00P2", "institution_id": "I1", "admitted_at": "2026-03-01T08:00:00"}
        ],
        "agents": [{"person_id": "00P1", "agent_person_id": "00P2", "since": "2020-01-01"}],
    }


def as_csv(rows: list[Row], end: str = "\n") -> str:
    """Rows as CSV text, header first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_city(folder: Path, tables: City, form: str = "csv", encoding: str = "utf-8") -> Path:
    """One file a table, in one of the formats."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_rows(folder / f"{name}.{form}", rows, encoding)
    return folder


def write_rows(path: Path, rows: list[Row], encoding: str = "utf-8") -> Path:
    """One file, its format told by its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path
    if path.name.endswith((".jsonl", ".jsonl.gz")):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        text = as_csv(rows)
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def opened(folder: Path) -> Workspace:
    return Workspace.open(folder)


def loaded(workspace: Path, *sources: Path, **options: object) -> LoadReport:
    """Load with no limit on rejects, unless told otherwise."""
    return load(opened(workspace), list(sources), **{"max_rejects": 1.0, **options})  # type: ignore[arg-type]


def rejects(workspace: Path) -> list[dict[str, object]]:
    """The rejects of the snapshot in force, in their order."""
    path = opened(workspace).require_current().rejects
    return duckdb.sql(f"SELECT * FROM '{path}'").to_arrow_table().to_pylist()


def rejected(workspace: Path) -> dict[tuple[str, int], str]:
    """Reason by (table, row)."""
    return {(str(row["table"]), int(str(row["row"]))): str(row["reason"]) for row in rejects(workspace)}


def table(workspace: Path, name: str) -> list[tuple[object, ...]]:
    """All rows of a table of the snapshot in force, ordered."""
    with duckdb.connect() as engine:
        snapshot = opened(workspace).require_current()
        snapshot.register(engine)
        return engine.execute(f"FROM {name} ORDER BY ALL").fetchall() if snapshot.files(name) else []


def everything(workspace: Path) -> dict[str, object]:
    """All that two loads of the same sources must have in common."""
    found: dict[str, object] = {name: table(workspace, name) for name in TABLES}
    return found | {"rejects": rejects(workspace), "id": opened(workspace).require_current().id}
