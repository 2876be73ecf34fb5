"""All tables judged together, in the order in which they refer to each other."""

from collections.abc import Callable

import duckdb

from loaders.checks.references import ATTRIBUTES, judge_references
from loaders.checks.uniqueness import judge_uniqueness, survivors
from loaders.counting import count
from workspace.engine import identifier
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES, Column, Table


def judge(connection: duckdb.DuckDBPyConnection, delivered: set[str], progress: Callable[[str], None]) -> None:
    """Fill `rejected_<table>`, `merged_<table>` and `keys_<table>` for every delivered table.

    Needs `candidates_<table>`, `bad_keys` and `merging_files`.
    """
    referred = {column.refers_to for name in delivered for column in TABLES[name].columns}
    for name, table in TABLES.items():
        if name not in delivered:
            continue
        progress(name)
        judge_references(connection, table, delivered)
        judge_uniqueness(connection, table)
        if name in referred:
            _keep_keys(connection, table)
        for column in table.columns:
            if column.refers_to == name:
                _judge_own_references(connection, table, column)
        connection.execute(
            f"INSERT INTO bad_keys SELECT '{name}', {FILE_COLUMN}, \"key\" "
            f'FROM {identifier(f"rejected_{name}")} WHERE "key" IS NOT NULL'
        )


def _keep_keys(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    attributes = ", ".join(ATTRIBUTES.get(table.name, ()))
    if table.name == "lines":
        attributes = "month"
    rows = survivors(table)
    if table.name == "lines":
        rows += ' JOIN (SELECT "key" AS settlement, month FROM keys_settlements) ON settlement = settlement_id'
    connection.execute(
        f"CREATE TEMP TABLE {identifier(f'keys_{table.name}')} AS "
        f'SELECT {identifier(table.key or "")} AS "key"{", " + attributes if attributes else ""} FROM {rows}'
    )


def _judge_own_references(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> None:
    """Reject rows that refer to no row of their own table, again and again as long as that takes others along."""
    name, key = identifier(column.name), identifier(table.key or "")
    keys, rejected = identifier(f"keys_{table.name}"), identifier(f"rejected_{table.name}")
    connection.execute(
        f'CREATE TEMP TABLE referring AS SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN}, {key} AS "key", '
        f"{name} AS target FROM {survivors(table)} WHERE {name} IS NOT NULL"
    )
    while True:
        connection.execute(
            f'CREATE OR REPLACE TEMP TABLE failing AS SELECT r.*, r.target IN (SELECT b."key" FROM bad_keys b WHERE '
            f'b."table" = \'{table.name}\' UNION ALL SELECT "key" FROM {rejected}) AS dependent FROM referring r '
            f'WHERE (target = "key" OR target NOT IN (SELECT "key" FROM {keys})) '
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
