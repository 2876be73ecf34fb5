"""Amendments: feeds that give no rows of their own, but complete rows of other feeds or take them out.

A platform tells of one sale through several interfaces: what was paid in one, which lot was handed over in another.
A `completes` feed fills columns that are empty, in the rows that have the same values in the columns it names; where
it knows several values for the same rows it fills none. A `removes` feed takes out the rows whose key it names. Both
work on the files of one load, before references are judged.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from loaders import rejects
from loaders.checks.rows import checked
from loaders.mapping import Feed
from loaders.mapping_sql import mapped
from workspace.engine import identifier, quoted
from workspace.tables import TABLES, Table

FOLDER = "amending"


def stage(
    connection: duckdb.DuckDBPyConnection, file: str, columns: list[str], feed: Feed, raw: str, folder: Path
) -> int:
    """Stage the amendments that a file gives to a table; returns how many rows were rejected by themselves."""
    table = _given(feed)
    target = _new_file(folder / FOLDER / feed.table)
    rows = f"SELECT *, {quoted(file)} AS source_file FROM ({checked(table, mapped(feed, raw, columns))})"
    connection.execute(f"COPY ({rows}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION lz4)")
    names = [column.name for column in table.columns]
    target.with_suffix(".json").write_text(json.dumps({"by": feed.completes or [table.key], "names": names}))
    return rejects.add_failed(connection, replace(table, key=None), file, target)


def amend(connection: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[tuple[str, str, int]]:
    """Apply what was staged; yields table, file and count of the rows that were taken out."""
    for name in TABLES:
        staged = sorted((folder / name).glob("*.parquet"))
        groups: dict[str, list[Path]] = {}
        for described in sorted((folder / FOLDER / name).glob("*.json")):
            groups.setdefault(described.read_text(), []).append(described.with_suffix(".parquet"))
        filling: list[_Completion] = []
        for group, files in groups.items():
            described = json.loads(group)
            filled = [column for column in described["names"] if column not in described["by"]]
            if filled:
                filling.append(_Completion(f"completing_{len(filling)}", described["by"], filled))
                filling[-1].prepare(connection, _scan(files))
            else:
                yield from ((name, *row) for row in _remove(connection, staged, _scan(files), described["by"][0]))
        if filling:
            _complete(connection, staged, filling)


@dataclass(frozen=True)
class _Completion:
    """What is known for `filled`, by the values of `by`, as a table of the engine."""

    table: str
    by: list[str]
    filled: list[str]

    def prepare(self, connection: duckdb.DuckDBPyConnection, amendments: str) -> None:
        keys = ", ".join(map(identifier, self.by))
        agreed = ", ".join(
            f"CASE WHEN min({name}) = max({name}) THEN min({name}) END AS {name}"
            for name in map(identifier, self.filled)
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.table} AS SELECT {keys}, {agreed} "
            f"FROM {amendments} WHERE problem IS NULL GROUP BY {keys}"
        )

    @property
    def join(self) -> str:
        same = " AND ".join(f"{self.table}.{name} = s.{name}" for name in map(identifier, self.by))
        return f"LEFT JOIN {self.table} ON {same}"


def _given(feed: Feed) -> Table:
    """The table as the feed sees it: the columns that it gives, of which only those it matches by are required."""
    table, given = TABLES[feed.table], feed.rules()
    by = feed.completes or (table.key,)
    columns = [replace(column, required=column.name in by) for column in table.columns if column.name in given]
    return replace(table, columns=tuple(columns), key=None if feed.completes else table.key, month_of=None)


def _new_file(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{len(list(folder.glob('*.parquet'))):06d}.parquet"


def _scan(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}])"


def _complete(connection: duckdb.DuckDBPyConnection, staged: list[Path], filling: list[_Completion]) -> None:
    values: dict[str, list[str]] = {}
    for completion in filling:
        for name in completion.filled:
            values.setdefault(name, [f"s.{identifier(name)}"]).append(f"{completion.table}.{identifier(name)}")
    replaced = ", ".join(f"coalesce({', '.join(known)}) AS {identifier(name)}" for name, known in values.items())
    joins = " ".join(completion.join for completion in filling)
    for file in staged:
        _rewrite(connection, file, f"SELECT s.* REPLACE ({replaced}) FROM rows s {joins}")
    for completion in filling:
        connection.execute(f"DROP TABLE {completion.table}")


def _remove(
    connection: duckdb.DuckDBPyConnection, staged: list[Path], amendments: str, key: str
) -> list[tuple[str, int]]:
    name = identifier(key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE removing AS SELECT DISTINCT {name} FROM {amendments} WHERE problem IS NULL"
    )
    removed = []
    for file in staged:
        sound = f"{_scan([file])} WHERE problem IS NULL AND {name} IN (FROM removing)"
        removed += connection.execute(f"SELECT source_file, count(*) FROM {sound} GROUP BY 1").fetchall()
        _rewrite(connection, file, f"SELECT * FROM rows WHERE problem IS NOT NULL OR {name} NOT IN (FROM removing)")
    connection.execute("DROP TABLE removing")
    return removed


def _rewrite(connection: duckdb.DuckDBPyConnection, file: Path, rows: str) -> None:
    """A staged file with what a query makes of its `rows`, in their order."""
    made = file.with_suffix(".made")
    read = f"read_parquet({quoted(str(file))}, file_row_number = true)"
    ordered = f"SELECT * EXCLUDE (file_row_number) FROM ({rows}) ORDER BY file_row_number"
    connection.execute(
        f"COPY (WITH rows AS (FROM {read}) {ordered}) TO {quoted(str(made))} (FORMAT parquet, COMPRESSION lz4)"
    )
    made.replace(file)
