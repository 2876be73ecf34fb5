"""Candidates: rows that are sound by themselves, from newly staged files, the former snapshot and what it held back.

Each is identified by the Parquet file that holds it and its place there (`filename`, `row_at`). Three views of a table
follow each other: `given_<table>` as the files have them, `offered_<table>` with what other files complete,
`candidates_<table>` without the rows that other files take out.
"""

from pathlib import Path

import duckdb

from workspace.engine import identifier, quoted
from workspace.tables import COMPLETED_COLUMN, FILE_COLUMN, ROW_COLUMN, Table


def create_given(
    connection: duckdb.DuckDBPyConnection, table: Table, staged: list[Path], former: list[Path], direct: list[Path]
) -> None:
    """Create the view `given_<table>`: its columns, source_file, source_row, completed, filename, row_at, and whether
    the row was staged directly (`direct`), in which month (`known_month`), and whether it is of a former load
    (`loaded`).

    `staged` files carry a `problem`; `former` files (loaded or held back before) and
    `direct` ones hold sound rows only.
    """
    marked = marked_files(connection, former)
    unmarked = [file for file in former if file not in marked]
    parts = []
    if staged:
        parts.append(f"SELECT {_picked(table)} FROM {_scan(staged)} WHERE problem IS NULL")
    if unmarked:
        parts.append(f"SELECT {_picked(table, loaded='true')} FROM {_scan(unmarked)}")
    if marked:
        parts.append(f"SELECT {_picked(table, completed=COMPLETED_COLUMN, loaded='true')} FROM {_scan(marked)}")
    if direct:
        month = "month" if any(file.parent.name.startswith("month=") for file in direct) else "NULL::VARCHAR"
        parts.append(f"SELECT {_picked(table, direct='true', month=month)} FROM {_scan(direct, hive=True)}")
    if not parts:  # the table was only ever amended
        typed = [f"NULL::{column.engine_type} AS {identifier(column.name)}" for column in table.columns]
        given = f"'' AS {FILE_COLUMN}, 0::BIGINT AS {ROW_COLUMN}, '' AS filename, 0::BIGINT AS file_row_number"
        parts.append(f"SELECT {_picked(table)} FROM (SELECT {', '.join(typed)}, {given}) WHERE false")
    create_view(connection, f"given_{table.name}", " UNION ALL ".join(parts))


def create_completed(connection: duckdb.DuckDBPyConnection, table: Table, written: Path, superseded: str) -> None:
    """Create the view `offered_<table>`: rows loaded before that stay as they are, and those that were written anew
    to the file `written`. The table `superseded` holds the places of rows loaded before that no longer count."""
    given = identifier(f"given_{table.name}")
    stays = f"SELECT * FROM {given} ANTI JOIN {superseded} USING (filename, row_at) WHERE loaded"
    anew = f"SELECT {_picked(table, completed=COMPLETED_COLUMN)} FROM {_scan([written])}"
    create_view(connection, f"offered_{table.name}", f"{stays} UNION ALL {anew}")


def create_view(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Create a view that lasts as long as the connection."""
    connection.execute(f"CREATE TEMP VIEW {identifier(name)} AS {query}")


def marked_files(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> list[Path]:
    """Those of some Parquet files whose rows tell which of their columns were completed."""
    if not files:
        return []
    query = "SELECT DISTINCT file_name FROM parquet_schema(?) WHERE name = ?"
    found = {
        name for (name,) in connection.execute(query, [[str(file) for file in files], COMPLETED_COLUMN]).fetchall()
    }
    return [file for file in files if str(file) in found]


def _picked(
    table: Table,
    completed: str = "NULL::VARCHAR",
    direct: str = "false",
    month: str = "NULL::VARCHAR",
    loaded: str = "false",
) -> str:
    names = [*(identifier(column.name) for column in table.columns), FILE_COLUMN, ROW_COLUMN]
    states = f"{direct} AS direct, {month} AS known_month, {loaded} AS loaded"
    return f"{', '.join(names)}, {completed} AS {COMPLETED_COLUMN}, filename, file_row_number AS row_at, {states}"


def _scan(files: list[Path], hive: bool = False) -> str:
    listed = ", ".join(quoted(str(file)) for file in files)
    partitions = "hive_partitioning = true, hive_types_autocast = false" if hive else "hive_partitioning = false"
    return f"read_parquet([{listed}], filename = true, file_row_number = true, {partitions})"
