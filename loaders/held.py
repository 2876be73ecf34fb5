"""What a snapshot keeps beside its tables, so that a later file can change the verdict on a row.

held/<table>/<source file>.parquet   rows sound by themselves, rejected, merged or removed because of other rows
held/amending/<table>/…              what completes or removes rows of other files
held/rejects.parquet                 rows rejected by themselves
held/keys.parquet                    keys of those rows, as far as they could be read
"""

from pathlib import Path

import duckdb

from loaders import amending
from loaders.writing import columns_of, slug, without
from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, Table

FOLDER = "held"


def write_held(
    connection: duckdb.DuckDBPyConnection,
    tables: list[Table],
    snapshot: Path,
    amendments: dict[str, amending.Amendments],
    completed: set[str],
) -> None:
    """Write what is held back, from the engine's verdicts, and what amends each table; rows of `completed` tables tell
    what of them was completed."""
    folder = snapshot / FOLDER
    folder.mkdir()
    _copy(
        connection,
        'SELECT * FROM local_rejects ORDER BY "table", file, "row", "column", value',
        folder / "rejects.parquet",
    )
    local = "SELECT DISTINCT * FROM local_keys ORDER BY ALL"
    _copy(connection, local, folder / "keys.parquet")
    for table in tables:
        verdicts = " UNION ALL ".join(
            f"SELECT filename, row_at FROM {identifier(f'{verdict}_{table.name}')}"
            for verdict in ("rejected", "merged", "removed")
        )
        rows = f"{identifier(f'offered_{table.name}')} SEMI JOIN ({verdicts}) USING (filename, row_at)"
        connection.execute(f"CREATE TEMP TABLE held AS SELECT * FROM {rows}")
        for (file,) in connection.execute(f"SELECT DISTINCT {FILE_COLUMN} FROM held ORDER BY 1").fetchall():
            target = folder / table.name / f"{slug(file)}.parquet"
            target.parent.mkdir(exist_ok=True)
            columns = columns_of(table, marks=table.name in completed)
            rows = f"SELECT {columns} FROM held WHERE {FILE_COLUMN} = {quoted(file)} ORDER BY ALL"
            _copy(connection, rows, target)
        connection.execute("DROP TABLE held")
        amending.keep(amendments[table.name], folder / amending.FOLDER / table.name)


def read_held(connection: duckdb.DuckDBPyConnection, snapshot: Path, gone: list[str]) -> None:
    """Take over the rejects and keys of files that stay; `gone` are those that were replaced."""
    folder = snapshot / FOLDER
    for table, file in (("local_rejects", "rejects"), ("local_keys", "keys")):
        connection.execute(
            f"INSERT INTO {table} SELECT * FROM read_parquet(?) WHERE NOT list_contains(?, file)",
            [str(folder / f"{file}.parquet"), gone],
        )


def held_files(snapshot: Path, table: str, gone: list[str]) -> list[Path]:
    """The held rows of a table, but for files that were replaced."""
    return without(sorted((snapshot / FOLDER / table).glob("*.parquet")), gone)


def held_amendments(snapshot: Path, table: str, gone: list[str]) -> list[Path]:
    """What amends a table, but for files that were replaced."""
    return without(sorted((snapshot / FOLDER / amending.FOLDER / table).glob("*.parquet")), gone)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    connection.execute(f"COPY ({query}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
