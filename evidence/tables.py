"""The bundle's tables as CSV, which no spreadsheet runs, and as JSON, as they are. Large ones are written in bulk."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidence.source import Row, Source
from evidence.subgraph import GraphEdge
from workspace.engine import identifier, quoted
from workspace.inert import FORMULA, not_a_formula

LARGE = ("settlements", "lines", "scans")


def write_tables(source: Source, nodes: list[Row], edges: tuple[GraphEdge, ...], folder: Path) -> None:
    """Write nodes, edges, settlements, lines and scans as .csv and .json into an empty folder."""
    folder.mkdir()
    _write(folder / "nodes", nodes)
    _write(folder / "edges", [vars(edge) for edge in edges])
    for table in LARGE:
        write_rows(source, source.select(table), folder / table)


def _write(stem: Path, rows: list[Row]) -> None:
    with stem.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0] if rows else ())
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    text = json.dumps(rows, ensure_ascii=False, indent=1, default=json_value)
    stem.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _cell(value: Any) -> Any:
    return not_a_formula(value) if isinstance(value, str) else value


def json_value(value: Any) -> Any:
    """What JSON does not know: days and times as ISO 8601, decimals as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in JSON")


def write_rows(source: Source, select: str, stem: Path) -> None:
    """Write the rows of a query as .csv and .json, by the engine."""
    described = source.rows(f"DESCRIBE {select}")
    harmless = ", ".join(_harmless(row["column_name"], row["column_type"]) for row in described)
    csv_file, json_file = (quoted(str(stem.with_suffix(suffix))) for suffix in (".csv", ".json"))
    source.connection.execute(f"COPY (SELECT {harmless} FROM ({select})) TO {csv_file} (FORMAT csv, HEADER)")
    source.connection.execute(f"COPY ({select}) TO {json_file} (FORMAT json, ARRAY true)")


def _harmless(column: str, kind: str) -> str:
    """SQL of a column's cell; `not_a_formula` in the engine."""
    name = identifier(column)
    if kind != "VARCHAR":
        return name
    begins = " OR ".join(f"starts_with(ltrim({name}, ' '), {_character(one)})" for one in FORMULA)
    return f"CASE WHEN {begins} THEN chr(39) || {name} ELSE {name} END AS {name}"


def _character(one: str) -> str:
    return f"chr({ord(one)})"
