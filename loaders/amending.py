"""Amendments: feeds that give no rows of their own, but complete rows of other feeds or take them out.

A platform tells of one sale through several interfaces: what was paid in one, which lot was handed over in another.
A `completes` feed fills columns that are empty, in the rows that have the same values in the columns it names; where
it knows several values for the same rows it fills none. A `removes` feed takes out the rows whose key it names. Both
work before references are judged, on all rows of the snapshot: amendments are kept under `held/amending/`, so that
rows and amendments may come in any order.

A completed row names the filled columns in `completed`. So it can be taken back to what its own file says when
another file brings a second value or the amending file is corrected, and rows that stay as they are stay in place.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from loaders import rejects
from loaders.checks.candidates import create_completed, create_view
from loaders.checks.rows import checked
from loaders.mapping import Feed
from loaders.mapping_sql import mapped
from loaders.writing import link, slug
from workspace.engine import identifier, quoted
from workspace.tables import COMPLETED_COLUMN, FILE_COLUMN, ROW_COLUMN, TABLES, Table

FOLDER = "amending"


@dataclass(frozen=True)
class _Completion:
    """What is known for `filled`, by the values of `by`, as a table of the engine."""

    table: str
    by: list[str]
    filled: list[str]


@dataclass
class Amendments:
    """All that amends one table: what this load brought and what was kept of earlier ones."""

    removals: list[Path] = field(default_factory=list)
    completions: dict[str, list[Path]] = field(default_factory=dict)  # by what they say: columns to match, all columns

    @classmethod
    def of(cls, files: Iterable[Path]) -> "Amendments":
        """Those in these files, in an order that does not depend on when they came."""
        found = cls()
        described = sorted((file.with_suffix(".json").read_text(encoding="utf-8"), file.name, file) for file in files)
        for text, _, file in described:
            about = json.loads(text)
            if set(about["names"]) == set(about["by"]):
                found.removals.append(file)
            else:
                found.completions.setdefault(text, []).append(file)
        return found

    @property
    def files(self) -> list[Path]:
        """All of their files."""
        return [*self.removals, *(file for files in self.completions.values() for file in files)]


def stage(
    connection: duckdb.DuckDBPyConnection, file: str, columns: list[str], feed: Feed, raw: str, folder: Path
) -> int:
    """Stage the amendments that a file gives to a table; returns how many rows were rejected by themselves."""
    table = _given(feed)
    target = _new_file(folder / FOLDER / feed.table, file)
    rows = f"SELECT *, {quoted(file)} AS {FILE_COLUMN} FROM ({checked(table, mapped(feed, raw, columns))})"
    connection.execute(f"COPY ({rows}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    names = [column.name for column in table.columns]
    about = json.dumps({"by": feed.completes or [table.key], "names": names})
    target.with_suffix(".json").write_text(about, encoding="utf-8")
    return rejects.add_failed(connection, replace(table, key=None), file, target)


def keep(amendments: Amendments, folder: Path) -> None:
    """Keep what amends a table with the snapshot, in a folder of the table's."""
    for file in amendments.files:
        for part in (file, file.with_suffix(".json")):
            link(part, folder / part.name)


def complete(
    connection: duckdb.DuckDBPyConnection, table: Table, amendments: Amendments, marked: bool, folder: Path
) -> None:
    """Create the view `offered_<table>`. Rows that change, and all that were never loaded before, are written anew to
    `folder`; `marked` says that there are rows which were completed before."""
    given = identifier(f"given_{table.name}")
    if not amendments.completions and not marked:
        create_view(connection, f"offered_{table.name}", f"SELECT * FROM {given}")
        return
    completions = [
        _prepared(connection, f"completing_{at}", text, files)
        for at, (text, files) in enumerate(sorted(amendments.completions.items()))
    ]
    folder.mkdir(exist_ok=True)
    target = folder / f"{table.name}.parquet"
    rows = _completed(table, given, completions, _filled_before(connection, given) if marked else set())
    connection.execute(f"COPY ({rows}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION lz4)")
    for completion in completions:
        connection.execute(f"DROP TABLE {completion.table}")
    superseded = identifier(f"superseded_{table.name}")
    connection.execute(
        f"CREATE TEMP TABLE {superseded} AS SELECT former_filename AS filename, former_row_at AS row_at "
        f"FROM {_scan([target])} WHERE loaded"
    )
    create_completed(connection, table, target, superseded)


def remove(connection: duckdb.DuckDBPyConnection, table: Table, amendments: Amendments) -> None:
    """Create `removed_<table>`, the rows that removals name, and the view `candidates_<table>` without them."""
    offered, removed = identifier(f"offered_{table.name}"), identifier(f"removed_{table.name}")
    connection.execute(f'CREATE TEMP TABLE {removed} (filename VARCHAR, row_at BIGINT, "key" VARCHAR)')
    remaining = f"SELECT * FROM {offered}"
    if amendments.removals:
        key = identifier(table.key or "")
        connection.execute(
            f"INSERT INTO {removed} SELECT filename, row_at, {key} FROM {offered} "
            f"WHERE {key} IN (SELECT {key} FROM {_scan(amendments.removals)} WHERE problem IS NULL)"
        )
        remaining += f" ANTI JOIN {removed} USING (filename, row_at)"
    create_view(connection, f"candidates_{table.name}", remaining)


def reject_unfound(connection: duckdb.DuckDBPyConnection, table: Table, amendments: Amendments) -> None:
    """Reject removals that name no row, for as long as none comes; it is the row that is missing, not their fault."""
    if not amendments.removals:
        return
    key = identifier(table.key or "")
    connection.execute(
        f"INSERT INTO {identifier(f'rejected_{table.name}')} "
        f"SELECT '', 0, {FILE_COLUMN}, {ROW_COLUMN}, NULL, ?, left({key}, 200), ?, true "
        f"FROM {_scan(amendments.removals)} WHERE problem IS NULL "
        f'AND {key} NOT IN (SELECT "key" FROM {identifier(f"removed_{table.name}")}) '
        f'AND {key} NOT IN (SELECT "key" FROM local_keys WHERE "table" = ?)',
        [table.key, f"{table.key} names no row of {table.name} that could be removed", table.name],
    )


def _given(feed: Feed) -> Table:
    """The table as the feed sees it: the columns that it gives, of which only those it matches by are required."""
    table, given = TABLES[feed.table], feed.rules()
    by = feed.completes or (table.key,)
    columns = [replace(column, required=column.name in by) for column in table.columns if column.name in given]
    return replace(table, columns=tuple(columns), key=None if feed.completes else table.key, month_of=None)


def _new_file(folder: Path, file: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{slug(file)}-{len(list(folder.glob('*.parquet')))}.parquet"


def _scan(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}], hive_partitioning = false)"


def _prepared(connection: duckdb.DuckDBPyConnection, name: str, text: str, files: list[Path]) -> _Completion:
    """Make the engine's table of what some files agree on."""
    about = json.loads(text)
    completion = _Completion(name, about["by"], [column for column in about["names"] if column not in about["by"]])
    keys = ", ".join(map(identifier, completion.by))
    agreed = ", ".join(
        f"CASE WHEN min({column}) = max({column}) THEN min({column}) END AS {column}"
        for column in map(identifier, completion.filled)
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {keys}, {agreed} "
        f"FROM {_scan(files)} WHERE problem IS NULL GROUP BY {keys}"
    )
    return completion


def _filled_before(connection: duckdb.DuckDBPyConnection, given: str) -> set[str]:
    """The columns that earlier loads completed in some row."""
    listed = f"SELECT DISTINCT {COMPLETED_COLUMN} FROM {given} WHERE {COMPLETED_COLUMN} IS NOT NULL"
    return {name for (names,) in connection.execute(listed).fetchall() for name in names.split(",")}


def _completed(table: Table, given: str, completions: list[_Completion], before: set[str]) -> str:
    """SELECT of the rows that are other than they were or are new, and where they were."""
    filled_before = f"string_split(g.{COMPLETED_COLUMN}, ',')"
    own = {column.name: f"g.{identifier(column.name)}" for column in table.columns}
    for name in before:
        own[name] = f"CASE WHEN list_contains({filled_before}, {quoted(name)}) THEN NULL ELSE {own[name]} END"
    joins = []
    known: dict[str, list[str]] = {name: [] for name in before}
    for completion in completions:
        same = " AND ".join(f"{completion.table}.{identifier(name)} = {own[name]}" for name in completion.by)
        joins.append(f"LEFT JOIN {completion.table} ON {same}")
        for name in completion.filled:
            known.setdefault(name, []).append(f"{completion.table}.{identifier(name)}")
    values = {name: f"coalesce({', '.join([own[name], *others])}, NULL)" for name, others in known.items()}
    filled = [f"CASE WHEN {own[n]} IS NULL AND {values[n]} IS NOT NULL THEN {quoted(n)} END" for n in sorted(known)]
    marks = f"NULLIF(concat_ws(',', {', '.join(filled)}), '')" if filled else "NULL::VARCHAR"
    changed = [f"{value} IS DISTINCT FROM g.{identifier(name)}" for name, value in values.items()]
    picked = [f"{values.get(c.name, own[c.name])} AS {identifier(c.name)}" for c in table.columns]
    return (
        f"SELECT {', '.join(picked)}, g.{FILE_COLUMN}, g.{ROW_COLUMN}, {marks} AS {COMPLETED_COLUMN}, g.loaded, "
        f"g.filename AS former_filename, g.row_at AS former_row_at FROM {given} AS g {' '.join(joins)} "
        f"WHERE NOT g.loaded OR {marks} IS DISTINCT FROM g.{COMPLETED_COLUMN} OR {' OR '.join([*changed, 'false'])}"
    )
