"""One table judged, after those that it refers to."""

import duckdb

from loaders.checks.references import ATTRIBUTES, judge_references
from loaders.checks.uniqueness import judge_uniqueness, survivors
from loaders.counting import count
from workspace.engine import identifier
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES, Column, Table


def judge(connection: duckdb.DuckDBPyConnection, table: Table, delivered: set[str]) -> None:
    """Fill `rejected_<table>`, `merged_<table>` and, for tables that others refer to, `keys_<table>`.

    The tables that it refers to were judged before. Needs `candidates_<table>`, `bad_keys` and `merging_files`.
    """
    name = table.name
    judge_references(connection, table, delivered)
    judge_uniqueness(connection, table)
    if name in {column.refers_to for other in delivered for column in TABLES[other].columns}:
        _keep_keys(connection, table)
    for column in table.columns:
        if column.refers_to == name:
            _judge_own_references(connection, table, column)
    connection.execute(
        f"INSERT INTO bad_keys SELECT '{name}', {FILE_COLUMN}, \"key\" "
        f'FROM {identifier(f"rejected_{name}")} WHERE "key" IS NOT NULL'
    )


def _keep_keys(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    picked = ", ".join([f'{identifier(table.key or "")} AS "key"', *ATTRIBUTES.get(table.name, ())])
    rows = f"SELECT {picked} FROM {survivors(table)}"
    if table.name == "lines":
        placed, unplaced = (f"{survivors(table)} WHERE known_month IS {state}" for state in ("NOT NULL", "NULL"))
        rows = (
            f'SELECT line_id AS "key", known_month AS month FROM {placed} UNION ALL SELECT line_id, s.month '
            f'FROM (FROM {unplaced}) AS l JOIN keys_settlements AS s ON s."key" = l.settlement_id'
        )
    connection.execute(f"CREATE TEMP TABLE {identifier(f'keys_{table.name}')} AS {rows}")


def _judge_own_references(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> None:
    """Reject rows that refer to no row of their own table, again and again as long as that takes others along."""
    name, key = identifier(column.name), identifier(table.key or "")
    keys, rejected = identifier(f"keys_{table.name}"), identifier(f"rejected_{table.name}")
    connection.execute(
        f'CREATE TEMP TABLE referring AS SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN}, {key} AS "key", '
        f"{name} AS target FROM {survivors(table)} WHERE {name} IS NOT NULL"
    )
    among_keys = f'SELECT "key" FROM {keys} WHERE "key" IN (SELECT target FROM referring)'  # far fewer than all keys
    while True:
        connection.execute(
            f'CREATE OR REPLACE TEMP TABLE failing AS SELECT r.*, r.target IN (SELECT b."key" FROM bad_keys b WHERE '
            f'b."table" = \'{table.name}\' UNION ALL SELECT "key" FROM {rejected}) AS dependent FROM referring r '
            f'WHERE (target = "key" OR target NOT IN ({among_keys})) '
            f"AND (filename, row_at) NOT IN (SELECT (filename, row_at) FROM {rejected})"
        )
        if not count(connection, "failing"):
            break
        connection.execute(
            f"INSERT INTO {rejected} SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN}, \"key\", '{column.name}', "
            f"left(target, 200), CASE WHEN target = \"key\" THEN '{column.name} refers to the row itself' "
            f"WHEN dependent THEN 'the row of {table.name} that {column.name} refers to was rejected' "
            f"ELSE '{column.name} refers to no row of {table.name}' END, dependent AND target <> \"key\" FROM failing"
        )
        connection.execute(f'DELETE FROM {keys} WHERE "key" IN (SELECT "key" FROM failing)')
    connection.execute("DROP TABLE referring")
    connection.execute("DROP TABLE failing")
