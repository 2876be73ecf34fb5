"""Rejected rows: table, file, row, column, value, reason; and the keys they would have had."""

from pathlib import Path

import duckdb

from loaders.checks.rows import problems
from loaders.counting import count
from loaders.pseudonyms import held, kind_of
from loaders.readers.rejected import UnreadableRows
from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, Table

COLUMNS = '"table" VARCHAR, "file" VARCHAR, "row" BIGINT, "column" VARCHAR, "value" VARCHAR, "reason" VARCHAR'


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables for rows rejected by themselves, and for the keys of all rows rejected before references are judged."""
    connection.execute(f"CREATE TEMP TABLE local_rejects ({COLUMNS})")
    for keys in ("local_keys", "bad_keys"):  # of rows rejected by themselves; of all rejected rows, table by table
        connection.execute(f'CREATE TEMP TABLE {keys} ("table" VARCHAR, "file" VARCHAR, "key" VARCHAR)')


def add_unreadable(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, unreadable: UnreadableRows, key_at: int | None
) -> int:
    """Add rows that could not be read; returns how many. `key_at` is the place of the key in the line, where known."""
    rows = unreadable.table()
    if not rows.num_rows:
        return 0
    connection.register("unreadable", rows)
    connection.execute(
        "INSERT INTO local_rejects SELECT ?, ?, \"row\", '', held_unread(value), reason FROM unreadable",
        [table.name, file],
    )
    if key_at is not None:  # a guess good enough to say "the row it refers to was rejected"
        connection.execute(
            f"INSERT INTO local_keys SELECT ?, ?, {held(_kind_of_key(table), 'key')} FROM "
            "(SELECT trim(split_part(value, ',', ?), '\"') AS key FROM unreadable) WHERE key <> ''",
            [table.name, file, key_at + 1],
        )
    connection.unregister("unreadable")
    return int(rows.num_rows)


def _kind_of_key(table: Table) -> str:
    return kind_of(table, table.column(table.key)) if table.key else ""


def add_failed(connection: duckdb.DuckDBPyConnection, table: Table, file: str, staged: Path | str) -> int:
    """Add the rows of a staged file (or FROM item) that have a problem by themselves; returns how many."""
    rows = f"read_parquet({quoted(str(staged))})" if isinstance(staged, Path) else staged
    listed = ", ".join(
        f"({at}, {quoted(problem.column)}, {quoted(problem.reason)})" for at, problem in enumerate(problems(table))
    )
    failed = f"FROM {rows} WHERE problem IS NOT NULL"
    connection.execute(
        f"INSERT INTO local_rejects SELECT ?, ?, {ROW_COLUMN}, p.name, problem_value, p.reason "
        f"FROM (SELECT * {failed}) JOIN (VALUES {listed}) p(number, name, reason) ON problem = p.number",
        [table.name, file],
    )
    if table.key:
        key = identifier(table.key)
        connection.execute(
            f"INSERT INTO local_keys SELECT ?, ?, {key} {failed} AND {key} IS NOT NULL", [table.name, file]
        )
    return count(connection, failed.removeprefix("FROM "))


def write_rejects(connection: duckdb.DuckDBPyConnection, tables: list[Table], target: Path) -> None:
    """Write every reject, in the order of tables, files and rows."""
    connection.execute(f"COPY ({_all(tables)}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")


def _all(tables: list[Table]) -> str:
    judged = " ".join(
        f'UNION ALL SELECT {quoted(table.name)}, {FILE_COLUMN}, {ROW_COLUMN}, "column", value, reason '
        f"FROM {identifier(f'rejected_{table.name}')}"
        for table in tables
    )
    return f'SELECT * FROM (SELECT * FROM local_rejects {judged}) ORDER BY "table", "file", "row", "column", "value"'
