"""Writing a snapshot's tables: Parquet by source file, and by month where a table grows with time."""

import hashlib
import itertools
import os
import re
import shutil
from pathlib import Path

import duckdb

from loaders.checks.references import MONTH_THROUGH
from loaders.checks.uniqueness import survivors
from loaders.counting import count
from workspace.engine import identifier, quoted
from workspace.snapshots import remove
from workspace.tables import COMPLETED_COLUMN, FILE_COLUMN, ROW_COLUMN, TABLES, Table

# V2 stores ids and times as differences: less to compress, quicker, smaller. Nobody asks for what Bloom filters answer.
OPTIONS = (
    "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880, "
    "DICTIONARY_SIZE_LIMIT 8192, WRITE_BLOOM_FILTER false"
)
_FILES_AT_ONCE = 24  # source files whose partitions are open at once


def slug(file: str) -> str:
    """A source file's name as a safe, unique file name."""
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', file)[:60]}-{hashlib.sha256(file.encode()).hexdigest()[:8]}"


def without(paths: list[Path], files: list[str]) -> list[Path]:
    """Those of a snapshot's Parquet files that do not hold rows of the given source files."""
    slugs = {slug(file) for file in files}
    return [path for path in paths if re.sub(r"(?<=-[0-9a-f]{8})-\d+$", "", path.stem) not in slugs]


def write_scattered(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    files: list[str],
    tables: Path,
    reusable: list[Path],
    *,
    marks: bool,
) -> None:
    """Write the surviving rows that were not staged directly, as `<table>/[<month>/]<source file>[-n].parquet`.

    A file of the former snapshot (`reusable`) of which all rows stay where they are is linked, not written.
    `files` are the names of the snapshot's source files; with `marks` each row tells what of it was completed.
    """
    rows = _placed(connection, table, files)
    intact = _intact(connection, table, rows, reusable) if reusable else []
    for former, place in intact:
        link(former, _free(tables / table.name / place))
    if intact:
        listed = ", ".join(quoted(str(former)) for former, _ in intact)
        rows = f"SELECT * FROM ({rows}) WHERE filename NOT IN ({listed})"
    for begin in range(0, len(files), _FILES_AT_ONCE):
        chosen = ", ".join(map(quoted, files[begin : begin + _FILES_AT_ONCE]))
        part = f"{rows} {'AND' if intact else 'WHERE'} {FILE_COLUMN} IN ({chosen})"
        _write_rows(connection, table, part, tables, columns_of(table, marks=marks))


def write_direct(connection: duckdb.DuckDBPyConnection, table: Table, staged: dict[Path, str], tables: Path) -> None:
    """Take over directly staged files (with the source file each stems from); one that lost rows is written anew."""
    verdicts = " UNION ALL ".join(
        f"SELECT filename, row_at FROM {identifier(f'{verdict}_{table.name}')}" for verdict in ("rejected", "merged")
    )
    lost = dict(connection.execute(f"SELECT filename, count(*) FROM ({verdicts}) GROUP BY 1").fetchall())
    for path, file in staged.items():
        month = path.parent.name.removeprefix("month=") if has_months(table) else ""
        target = _free(tables / table.name / month / f"{slug(file)}.parquet")
        gone = lost.get(str(path), 0)
        if not gone:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
        elif gone < count(connection, "read_parquet(?)", [str(path)]):
            target.parent.mkdir(parents=True, exist_ok=True)
            read = f"read_parquet({quoted(str(path))}, file_row_number = true, hive_partitioning = false)"
            rows = f"(SELECT *, file_row_number AS row_at FROM {read})"
            gone_here = f"(SELECT row_at FROM ({verdicts}) WHERE filename = {quoted(str(path))})"
            connection.execute(
                f"COPY (SELECT {columns_of(table)} FROM {rows} ANTI JOIN {gone_here} USING (row_at)) "
                f"TO {quoted(str(target))} ({OPTIONS})"
            )


def write_empty_if_none(connection: duckdb.DuckDBPyConnection, table: Table, tables: Path) -> None:
    """A table that was delivered without rows is there, and empty."""
    if not any((tables / table.name).rglob("*.parquet")):
        _write_empty(connection, table, tables)


def link(source: Path, target: Path) -> None:
    """A second name for a file that never changes; a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def columns_of(table: Table, *, marks: bool = False) -> str:
    """The snapshot's columns of a table, in order; with `marks` also which of a row's columns were completed."""
    own = [identifier(column.name) for column in table.columns]
    return ", ".join([*own, FILE_COLUMN, ROW_COLUMN, *([COMPLETED_COLUMN] if marks else [])])


def _placed(connection: duckdb.DuckDBPyConnection, table: Table, files: list[str]) -> str:
    """SELECT of the survivors with their `slug` and, where the table has months, their `month`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE slugs ({FILE_COLUMN} VARCHAR, slug VARCHAR)")
    connection.executemany("INSERT INTO slugs VALUES (?, ?)", [(file, slug(file)) for file in files])
    rows = f"{survivors(table)} AS r JOIN slugs USING ({FILE_COLUMN})"
    month = "NULL::VARCHAR"
    if table.month_of:
        month = f"strftime(r.{identifier(table.month_of)}, '%Y-%m')"
    elif table.name in MONTH_THROUGH:
        column, parent = MONTH_THROUGH[table.name]
        rows += f' JOIN {identifier(f"keys_{parent}")} AS parent ON parent."key" = r.{identifier(column)}'
        month = "parent.month"
    return f"SELECT * FROM (SELECT r.*, slugs.slug, {month} AS month FROM {rows} WHERE NOT direct)"


def has_months(table: Table) -> bool:
    """Whether the snapshot keeps the table by month."""
    return bool(table.month_of) or table.name in MONTH_THROUGH


def _intact(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, reusable: list[Path]
) -> list[tuple[Path, Path]]:
    """Former files whose rows all stay in the file's month, with their place below the table's folder."""
    counted = connection.execute(
        f"SELECT filename, month, slug, count(*) FROM ({rows}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    lengths = {str(path): count(connection, "read_parquet(?)", [str(path)]) for path in reusable}
    places = [
        (Path(filename), Path(*([month] if month else []), f"{name}.parquet"))
        for filename, month, name, rows_there in counted
        if lengths.get(filename) == rows_there
    ]
    return [(former, place) for former, place in places if former.parent.name in (place.parent.name, table.name)]


def _write_rows(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, tables: Path, columns: str) -> None:
    """Write rows in one pass into the partitions that they belong to."""
    scattered = tables / f".{table.name}"
    tables.mkdir(exist_ok=True)
    partitions = "slug, month" if has_months(table) else "slug"
    connection.execute(
        f"COPY (SELECT {columns}, {partitions} FROM ({rows})) TO {quoted(str(scattered))} "
        f"({OPTIONS}, PARTITION_BY ({partitions}))"
    )
    for made in sorted(scattered.rglob("*.parquet")):
        values = dict(part.split("=", 1) for part in made.relative_to(scattered).parts[:-1])
        target = _free(tables / table.name / values.get("month", "") / f"{values['slug']}.parquet")
        target.parent.mkdir(parents=True, exist_ok=True)
        made.rename(target)
    remove(scattered)


def _free(target: Path) -> Path:
    """The path itself, or with the first number that is not taken: several files may hold the rows of one part."""
    for number in itertools.count(1):
        path = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        if not path.exists():
            return path
    raise AssertionError("unreachable")


def _write_empty(connection: duckdb.DuckDBPyConnection, table: Table, tables: Path) -> None:
    target = tables / table.name / "empty.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    picked = ", ".join(
        [
            *(f"NULL::{column.engine_type} AS {identifier(column.name)}" for column in table.columns),
            f"NULL::VARCHAR AS {FILE_COLUMN}",
            f"NULL::BIGINT AS {ROW_COLUMN}",
        ]
    )
    connection.execute(f"COPY (SELECT {picked} LIMIT 0) TO {quoted(str(target))} ({OPTIONS})")


def delivered_tables(names: set[str]) -> list[Table]:
    """The tables of these names, in the order of the declaration."""
    return [table for name, table in TABLES.items() if name in names]
