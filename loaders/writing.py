"""Writing a snapshot's tables: Parquet by source file, and by month where a table grows with time."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders.checks.uniqueness import survivors
from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES, Table

_OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880"
# Tables without a time of their own take the month of the row they belong to.
_MONTH_THROUGH = {"lines": ("settlement_id", "settlements"), "scans": ("line_id", "lines")}


@dataclass(frozen=True)
class Part:
    """The rows of one Parquet file of the snapshot: a source file's, of one month where the table has months."""

    file: str
    month: str | None

    def path(self, table: str) -> Path:
        """Where it lies below the snapshot's `tables`."""
        return Path(table, *([self.month] if self.month else []), f"{slug(self.file)}.parquet")


def slug(file: str) -> str:
    """A source file's name as a safe, unique file name."""
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', file)[:60]}-{hashlib.sha256(file.encode()).hexdigest()[:8]}"


def write_table(
    connection: duckdb.DuckDBPyConnection, table: Table, files: list[str], tables: Path, reusable: list[Path]
) -> int:
    """Write a table's surviving rows below `tables`; returns how many there are.

    A file of the former snapshot (`reusable`) whose rows are a part as it is now is linked, not written.
    """
    rows = _with_month(table)
    parts = connection.execute(
        f"SELECT {FILE_COLUMN}, strftime(month, '%Y-%m'), filename, count(*) FROM ({rows}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    by_part: dict[Part, list[tuple[str, int]]] = {}
    for file, month, filename, count in parts:
        by_part.setdefault(Part(file, month), []).append((filename, count))
    lengths = {str(path): _length(connection, path) for path in reusable}
    anew: dict[str, list[Part]] = {}
    for part, held in by_part.items():
        target = tables / part.path(table.name)
        former = held[0][0]
        if len(held) == 1 and lengths.get(former) == held[0][1] and former.endswith(str(part.path(table.name))):
            link(Path(former), target)
        else:
            anew.setdefault(part.file, []).append(part)
    for file in files:
        if file in anew:
            _write_parts(connection, table, rows, anew[file], tables)
    if not by_part:
        _write_empty(connection, table, tables)
    return sum(count for *_, count in parts)


def link(source: Path, target: Path) -> None:
    """A second name for a file that never changes; a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def columns_of(table: Table) -> str:
    """The snapshot's columns of a table, in order."""
    return ", ".join([*(identifier(column.name) for column in table.columns), FILE_COLUMN, ROW_COLUMN])


def _with_month(table: Table) -> str:
    rows = survivors(table)
    if table.month_of:
        return f"SELECT *, date_trunc('month', {identifier(table.month_of)})::DATE AS month FROM {rows}"
    if table.name in _MONTH_THROUGH:
        column, parent = _MONTH_THROUGH[table.name]
        keys = f'(SELECT "key", month FROM {identifier(f"keys_{parent}")}) AS parent'
        return f'SELECT r.*, parent.month FROM {rows} AS r JOIN {keys} ON parent."key" = r.{identifier(column)}'
    return f"SELECT *, NULL::DATE AS month FROM {rows}"


def _write_parts(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, parts: list[Part], tables: Path
) -> None:
    """The parts of one source file."""
    for part in parts:
        target = tables / part.path(table.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        month = f"AND month = DATE '{part.month}-01'" if part.month else ""
        connection.execute(
            f"COPY (SELECT {columns_of(table)} FROM ({rows}) WHERE {FILE_COLUMN} = {quoted(part.file)} {month} "
            f"ORDER BY {ROW_COLUMN}, row_at) TO {quoted(str(target))} ({_OPTIONS})"
        )


def _write_empty(connection: duckdb.DuckDBPyConnection, table: Table, tables: Path) -> None:
    """A table that was delivered without rows is there, and empty."""
    target = tables / table.name / "empty.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    picked = ", ".join(
        [
            *(f"NULL::{column.engine_type} AS {identifier(column.name)}" for column in table.columns),
            f"NULL::VARCHAR AS {FILE_COLUMN}",
            f"NULL::BIGINT AS {ROW_COLUMN}",
        ]
    )
    connection.execute(f"COPY (SELECT {picked} LIMIT 0) TO {quoted(str(target))} ({_OPTIONS})")


def _length(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    counted = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
    return int(counted[0]) if counted else 0


def delivered_tables(names: set[str]) -> list[Table]:
    """The tables of these names, in the order of the declaration."""
    return [table for name, table in TABLES.items() if name in names]
