"""Ids unique within their table: of rows with one id the first by file name and row stays."""

import duckdb

from loaders.counting import count
from workspace.engine import identifier
from workspace.tables import FILE_COLUMN, ROW_COLUMN, Table


def judge_uniqueness(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Add later rows of a used id to `rejected_<table>`, or to `merged_<table>` where their file's mapping says so.

    `merging_files` (table, file) says which files merge.
    """
    merged, rejected = identifier(f"merged_{table.name}"), identifier(f"rejected_{table.name}")
    connection.execute(
        f"CREATE TEMP TABLE {merged} (filename VARCHAR, row_at BIGINT, {FILE_COLUMN} VARCHAR, {ROW_COLUMN} BIGINT)"
    )
    if table.key is None:
        return
    key, sound = identifier(table.key), survivors(table)
    connection.execute(
        f"CREATE TEMP TABLE repeated AS SELECT hash({key}) AS h FROM {sound} GROUP BY h HAVING count(*) > 1"
    )  # hashes keep the aggregation small; the few that meet are compared in full
    if not count(connection, "repeated"):
        connection.execute("DROP TABLE repeated")
        return
    # one row of a file may give several (a list unnested); their content orders them, for places change with appends
    content = f"hash({', '.join(identifier(column.name) for column in table.columns)})"
    connection.execute(
        f"CREATE TEMP TABLE later AS SELECT *, "
        f"EXISTS (FROM merging_files m WHERE m.\"table\" = '{table.name}' AND m.file = {FILE_COLUMN}) AS merges FROM ("
        f'SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN}, {key} AS "key", row_number() OVER w AS place, '
        f"first({FILE_COLUMN}) OVER w AS first_file, first({ROW_COLUMN}) OVER w AS first_row "
        f"FROM {sound} WHERE hash({key}) IN (FROM repeated) "
        f"WINDOW w AS (PARTITION BY {key} ORDER BY {FILE_COLUMN}, {ROW_COLUMN}, {content})) WHERE place > 1"
    )
    connection.execute(
        f"INSERT INTO {merged} SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN} FROM later WHERE merges"
    )
    connection.execute(
        f'INSERT INTO {rejected} SELECT filename, row_at, {FILE_COLUMN}, {ROW_COLUMN}, "key", '
        f"'{table.key}', left(\"key\", 200), "
        f"format('{table.key} is used already (first in {{}} row {{}})', first_file, first_row), false "
        f"FROM later WHERE NOT merges"
    )
    connection.execute("DROP TABLE repeated")
    connection.execute("DROP TABLE later")


def survivors(table: Table) -> str:
    """The candidates of a table that are neither rejected nor merged so far, as a FROM item."""
    name = table.name
    exclusions = " ".join(
        f"ANTI JOIN {identifier(f'{verdict}_{name}')} USING (filename, row_at)" for verdict in ("rejected", "merged")
    )
    return f"(SELECT * FROM {identifier(f'candidates_{name}')} {exclusions})"
