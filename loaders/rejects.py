"""Rejected rows: table, file, row, column, value, reason; and the keys they would have had."""

from pathlib import Path

import duckdb

from loaders.checks.rows import problems
from loaders.counting import count
from loaders.readers.rejected import UnreadableRows
from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, Table

COLUMNS = '"table" VARCHAR, "file" VARCHAR, "row" BIGINT, "column" VARCHAR, "value" VARCHAR, "reason" VARCHAR'


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables for rows rejected by themselves, and for the keys of all rows rejected before references are judged."""
    connection.execute(f"CREATE TEMP TABLE local_rejects ({COLUMNS})")
    connection.execute('CREATE TEMP TABLE local_keys ("table" VARCHAR, "file" VARCHAR, "key" VARCHAR)')


def add_unreadable(
    connection: duckdb.DuckDBPyConnection, table: Table, file: str, unreadable: UnreadableRows, key_at: int | None
) -> int:
    """Add rows that could not be read; returns how many. `key_at` is the place of the key in the line, where known."""
    rows = unreadable.table()
    if not rows.num_rows:
        return 0
    connection.register("unreadable", rows)
    connection.execute(
        "INSERT INTO local_rejects SELECT ?, ?, \"row\", '', value, reason FROM unreadable", [table.name, file]
    )
    if key_at is not None:  # a guess good enough to say "the row it refers to was rejected"
        connection.execute(
            "INSERT INTO local_keys SELECT ?, ?, key FROM "
            "(SELECT trim(split_part(value, ',', ?), '\"') AS key FROM unreadable) WHERE key <> ''",
            [table.name, file, key_at + 1],
        )
    connection.unregister("unreadable")
    return int(rows.num_rows)


def add_failed(connection: duckdb.DuckDBPyConnection, table: Table, file: str, staged: Path) -> int:
    """Add the staged rows that have a problem by themselves; returns how many."""
    listed = ", ".join(
        f"({at}, {quoted(problem.column)}, {quoted(problem.reason)})" for at, problem in enumerate(problems(table))
    )
    failed = f"FROM read_parquet({quoted(str(staged))}) WHERE problem IS NOT NULL"
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


def all_rejects(tables: list[Table]) -> str:
    """SELECT of every reject, in the order of tables, files and rows."""
    judged = " ".join(
        f'UNION ALL SELECT {quoted(table.name)}, {FILE_COLUMN}, {ROW_COLUMN}, "column", value, reason '
        f"FROM {identifier(f'rejected_{table.name}')}"
        for table in tables
    )
    return f'SELECT * FROM (SELECT * FROM local_rejects {judged}) ORDER BY "table", "file", "row", "column", "value"'
