"""Staging: a file's rows are read once, mapped, typed and checked by themselves, into Parquet beside the snapshot."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from loaders import amending, rejects
from loaders.checks.rows import checked
from loaders.counting import count
from loaders.direct import stage_direct
from loaders.mapping import Feed, NamedMapping
from loaders.mapping_sql import columns_needed, columns_read, concerned, mapped
from loaders.readers.csv_files import CsvReader
from loaders.readers.opening import Dialect, Reader, attach, open_reader
from loaders.sources import SourceFile
from workspace.engine import identifier, quoted
from workspace.errors import RingtraceError
from workspace.tables import ROW_COLUMN, TABLES, Table


@dataclass
class Counts:
    """What became of a file's rows for one table: all of them, those rejected by themselves, left out, merged."""

    rows_in: int = 0
    rejected: int = 0
    left_out: int = 0  # by the mapping's `where` or `removes`
    merged: int = 0  # of `distinct` feeds, within the file


@dataclass
class Staged:
    """One file after staging."""

    source: SourceFile
    counts: dict[str, Counts]
    unknown_columns: list[str]
    sound: list[Path] = field(default_factory=list)  # files in the form of the snapshot, where staged directly


def open_all(files: list[SourceFile], mapping: NamedMapping, time_zone: str) -> dict[str, Reader]:
    """A reader for each file, by its name.

    Raises:
        RingtraceError: headers that cannot be read or do not fit the mapping; all are told at once.
    """
    readers: dict[str, Reader] = {}
    problems: list[str] = []
    for file in files:
        declared = mapping.mapping.sources[file.source]
        try:
            reader = open_reader(file.path, Dialect(file.encoding, declared.separator, time_zone))
        except RingtraceError as error:
            problems.append(str(error))
            continue
        problems += _header_problems(file, reader.columns, mapping)
        readers[file.name] = reader
    if problems:
        raise RingtraceError("\n".join(problems))
    return readers


def _header_problems(file: SourceFile, columns: list[str], mapping: NamedMapping) -> list[str]:
    feeds = mapping.feeds_of(file.source)
    known = set().union(*map(columns_read, feeds))
    if not known & set(columns):
        return [
            f"{file.path} has no header row: its first line reads {', '.join(columns)[:120]!r}, where column names are "
            f"expected, such as {', '.join(sorted(known)[:6])}. Add the header."
        ]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        return [f"{file.path} has the column {', '.join(twice)} more than once. Keep one of each."]
    optional = set(mapping.mapping.sources[file.source].optional)
    missing = sorted(set().union(*map(columns_needed, feeds)) - set(columns) - optional)
    if missing:
        plural = "s" * (len(missing) > 1)
        return [
            f"{file.path} lacks the column{plural} {', '.join(missing)}, which the mapping {mapping.name} needs. "
            f"It has {', '.join(columns)}."
        ]
    return []


def stage(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    reader: Reader,
    mapping: NamedMapping,
    folder: Path,
    *,
    direct: bool,
) -> Staged:
    """Stage one file for every table it feeds, `direct`ly or not; its rejects go to the engine's tables of rejects."""
    feeds = mapping.feeds_of(file.source)
    attach(connection, reader, "raw")
    staged = Staged(file, {}, sorted(set(reader.columns) - set().union(*map(columns_read, feeds))))
    if direct:
        staged.sound, rows, rejected = stage_direct(connection, file.name, reader.columns, feeds[0], folder)
        staged.counts[feeds[0].table] = Counts(rows, rejected)
    else:
        _stage_feeds(connection, file, reader, feeds, folder, staged.counts)
    # a row that cannot be read is rejected once, for the first table it feeds
    lost = rejects.add_unreadable(
        connection, TABLES[feeds[0].table], file.name, reader.unreadable, _key_position(feeds[0], reader)
    )
    staged.counts[feeds[0].table].rejected += lost
    staged.counts[feeds[0].table].rows_in += lost
    connection.execute("DROP VIEW IF EXISTS raw")
    (folder / "raw.parquet").unlink(missing_ok=True)
    return staged


def _stage_feeds(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    reader: Reader,
    feeds: tuple[Feed, ...],
    folder: Path,
    by_table: dict[str, Counts],
) -> None:
    raw = _keep_raw(connection, set(reader.columns) & set().union(*map(columns_read, feeds)), folder)
    for feed in feeds:
        counts = by_table.setdefault(feed.table, Counts())
        if feed.amends:  # its rows are no rows of the table, unless they are rejected
            failed = amending.stage(connection, file.name, reader.columns, feed, raw, folder)
            counts.rows_in += failed
            counts.rejected += failed
        else:
            _stage_feed(connection, file, reader, feed, raw, folder, counts)


def _keep_raw(connection: duckdb.DuckDBPyConnection, columns: set[str], folder: Path) -> str:
    """The raw rows with these columns as Parquet, where they are read more than once."""
    path = folder / "raw.parquet"
    kept = ", ".join(map(identifier, [*sorted(columns), ROW_COLUMN]))
    connection.execute(f"COPY (SELECT {kept} FROM raw) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION lz4)")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW raw_kept AS SELECT * FROM read_parquet({quoted(str(path))})")
    return "raw_kept"


def _stage_feed(
    connection: duckdb.DuckDBPyConnection,
    file: SourceFile,
    reader: Reader,
    feed: Feed,
    raw: str,
    folder: Path,
    counts: Counts,
) -> None:
    table = TABLES[feed.table]
    (folder / table.name).mkdir(parents=True, exist_ok=True)
    target = folder / table.name / f"{len(list((folder / table.name).iterdir())):06d}.parquet"
    given = mapped(feed, raw, reader.columns)
    if feed.distinct and table.key:
        _write(connection, _first_of_each(table, _without_repetitions(table, given)), file, target)
        if count(connection, f"read_parquet({quoted(str(target))}) WHERE problem IS NOT NULL"):
            _write(connection, _first_of_each(table, given), file, target)  # every row at fault is told
    else:
        _write(connection, checked(table, given), file, target)
    written = count(connection, f"read_parquet({quoted(str(target))})")
    mapped_rows = written
    if feed.distinct:
        mapped_rows = count(connection, f"({given})")
    counts.merged += mapped_rows - written
    counts.rows_in += mapped_rows
    counts.rejected += rejects.add_failed(connection, table, file.name, target)
    if feed.where and feed.unnest is None:
        counts.left_out += count(connection, f"({concerned(feed, raw, reader.columns)})") - mapped_rows


def _write(connection: duckdb.DuckDBPyConnection, rows: str, file: SourceFile, target: Path) -> None:
    named = f"SELECT *, {quoted(file.name)} AS source_file FROM ({rows})"
    connection.execute(f"COPY ({named}) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION lz4)")


def _first_of_each(table: Table, given: str) -> str:
    """Sound rows of a key that are not the first are merged into it; rows with a problem stay, all of them."""
    key = identifier(table.key or "")
    return (
        f"SELECT * FROM ({checked(table, given)}) QUALIFY problem IS NOT NULL OR "
        f"row_number() OVER (PARTITION BY {key}, problem IS NULL ORDER BY {ROW_COLUMN}) = 1"
    )


def _without_repetitions(table: Table, given: str) -> str:
    """Of rows that are the same throughout the first: there are few, so that they are quickly ordered."""
    names = ", ".join(identifier(column.name) for column in table.columns)
    return f"SELECT {names}, min({ROW_COLUMN}) AS {ROW_COLUMN} FROM ({given}) GROUP BY {names}"


def _key_position(feed: Feed, reader: Reader) -> int | None:
    """Where a row's key stands in a line of plain CSV, if the key is taken over as it is."""
    key = TABLES[feed.table].key
    if not key or not isinstance(reader, CsvReader) or reader.separator != ",":
        return None
    rule = feed.rules().get(key)
    name = (rule.expression or "").strip('"') if rule else ""
    return reader.columns.index(name) if name in reader.columns else None
