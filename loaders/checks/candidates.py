"""Candidates: rows that are sound by themselves, from newly staged files, the former snapshot and what it held back.

Each is identified by the Parquet file that holds it and its place there (`filename`, `row_at`).
"""

from pathlib import Path

import duckdb

from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, Table


def create_candidates(
    connection: duckdb.DuckDBPyConnection, table: Table, staged: list[Path], former: list[Path], direct: list[Path]
) -> None:
    """Create the view `candidates_<table>`: its columns, source_file, source_row, filename, row_at, and whether the
    row was staged directly (`direct`) and in which month (`known_month`).

    `staged` files carry a `problem`; `former` files (loaded or held back before) and
    `direct` ones hold sound rows only.
    """
    names = [*(identifier(column.name) for column in table.columns), FILE_COLUMN, ROW_COLUMN, "filename"]
    picked = ", ".join([*names, "file_row_number AS row_at"])
    other = f"{picked}, false AS direct, NULL::VARCHAR AS known_month"
    parts = []
    if staged:
        parts.append(f"SELECT {other} FROM {_scan(staged)} WHERE problem IS NULL")
    if former:
        parts.append(f"SELECT {other} FROM {_scan(former)}")
    if direct:
        month = "month" if any(file.parent.name.startswith("month=") for file in direct) else "NULL::VARCHAR"
        parts.append(f"SELECT {picked}, true AS direct, {month} AS known_month FROM {_scan(direct, hive=True)}")
    if not parts:  # the table was only ever amended
        typed = [f"NULL::{column.engine_type} AS {identifier(column.name)}" for column in table.columns]
        given = f"'' AS {FILE_COLUMN}, 0::BIGINT AS {ROW_COLUMN}, '' AS filename, 0::BIGINT AS row_at"
        states = "false AS direct, NULL::VARCHAR AS known_month"
        parts.append(f"SELECT {', '.join(typed)}, {given}, {states} WHERE false")
    connection.execute(f"CREATE TEMP VIEW {identifier(f'candidates_{table.name}')} AS {' UNION ALL '.join(parts)}")


def _scan(files: list[Path], hive: bool = False) -> str:
    listed = ", ".join(quoted(str(file)) for file in files)
    partitions = "hive_partitioning = true, hive_types_autocast = false" if hive else "hive_partitioning = false"
    return f"read_parquet([{listed}], filename = true, file_row_number = true, {partitions})"
