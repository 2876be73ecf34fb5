"""Direct staging: a file that feeds one table is read, checked and written in one pass, in the form of the snapshot.

    <folder>/<table>/<n>/sound=true/[month=2026-03/]data_0.parquet    becomes the snapshot's file if no row falls later
    <folder>/<table>/<n>/sound=false/…                               rows with a problem by themselves

Lines and scans take the month of the row they belong to, which was judged before; a row whose parent is missing or
contradicts it has no month. So a known month also says that this reference was found sound.
"""

from pathlib import Path

import duckdb

from loaders import rejects
from loaders.checks.references import MONTH_THROUGH, contradictions_of
from loaders.checks.rows import checked
from loaders.counting import count
from loaders.mapping import Feed, NamedMapping
from loaders.mapping_sql import mapped
from loaders.writing import OPTIONS, has_months
from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES, Table

FOLDER = "direct"
_SEPARATOR = "\x1f"


def is_direct(mapping: NamedMapping, source: str) -> bool:
    """Whether a file of this source can be staged directly: one plain feed to a table that no other feed amends."""
    feeds = mapping.feeds_of(source)
    plain = all(not (f.only or f.where or f.unnest or f.distinct or f.amends) for f in feeds)
    return len(feeds) == 1 and plain and not mapping.is_amended(feeds[0].table)


def stage_direct(
    connection: duckdb.DuckDBPyConnection, file: str, columns: list[str], feed: Feed, folder: Path
) -> tuple[list[Path], int, int]:
    """Stage the rows of the view `raw`: the files with sound rows, how many rows there are in all, how many of them
    were rejected by themselves."""
    table = TABLES[feed.table]
    parent = folder / FOLDER / table.name
    parent.mkdir(parents=True, exist_ok=True)
    target = parent / f"{len(list(parent.iterdir())):06d}"
    partitions = "sound, month" if has_months(table) else "sound"
    rows = _rows(table, file, checked(table, mapped(feed, "raw", columns)))
    # The engine takes a stream of unknown length for short and would build its hash table of all of it.
    connection.execute("SET disabled_optimizers = 'build_side_probe_side'")
    connection.execute(f"COPY ({rows}) TO {quoted(str(target))} ({OPTIONS}, PARTITION_BY ({partitions}))")
    connection.execute("RESET disabled_optimizers")
    target.mkdir(exist_ok=True)
    failed = sorted((target / "sound=false").rglob("*.parquet"))
    rejected = 0
    if failed:
        place = f"split_part({FILE_COLUMN}, {quoted(_SEPARATOR)}, "
        told = f"{place}1)::SMALLINT AS problem, NULLIF({place}2), '') AS problem_value"
        rejected = rejects.add_failed(connection, table, file, f"(SELECT *, {told} FROM {_scan(failed)})")
    sound = sorted((target / "sound=true").rglob("*.parquet"))
    return sound, rejected + (count(connection, _scan(sound)) if sound else 0), rejected


def _rows(table: Table, file: str, rows: str) -> str:
    """The checked rows with what they are partitioned by. A row with a problem carries it in place of its file name,
    so that all files have the snapshot's columns."""
    problem = f"problem::VARCHAR || {quoted(_SEPARATOR)} || coalesce(problem_value, '')"
    source = f"CASE WHEN problem IS NULL THEN {quoted(file)} ELSE {problem} END"
    join, month = "", "NULL"
    if table.month_of:
        month = f"strftime({identifier(table.month_of)}, '%Y-%m')"
    elif table.name in MONTH_THROUGH:
        column, parent = MONTH_THROUGH[table.name]
        name = identifier(column)
        join = f' LEFT JOIN {identifier(f"keys_{parent}")} AS {name} ON {name}."key" = "row".{name}'
        against = [c.condition for c in contradictions_of(table) if column in c.needs]
        sound = " AND ".join([f'{name}."key" IS NOT NULL', *(f"({condition}) IS NOT TRUE" for condition in against)])
        month = f"CASE WHEN {sound} THEN {name}.month END"
    placed = f", CASE WHEN problem IS NULL THEN {month} END AS month" if has_months(table) else ""
    own = [f'"row".{identifier(column.name)}' for column in table.columns]
    return (
        f"SELECT {', '.join(own)}, {source} AS {FILE_COLUMN}, {ROW_COLUMN}, problem IS NULL AS sound{placed} "
        f'FROM ({rows}) AS "row"{join}'
    )


def _scan(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}], hive_partitioning = false)"
