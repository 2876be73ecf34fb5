"""The passage of files through staging and judgement, table after table, each after those that it refers to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from loaders import amending, held, rejects
from loaders.checks.candidates import create_candidates
from loaders.checks.judging import judge
from loaders.direct import is_direct
from loaders.manifest import Entry
from loaders.mapping import NamedMapping
from loaders.readers.opening import Reader
from loaders.sources import SourceFile
from loaders.staging import open_all, stage
from loaders.writing import delivered_tables, without, write_direct, write_empty_if_none, write_scattered
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot
from workspace.tables import TABLES, Table

Step = Callable[[str, float], AbstractContextManager[None]]


@dataclass
class Passage:
    """One load's state in the engine: rejects, candidates, verdicts, keys."""

    connection: duckdb.DuckDBPyConnection
    work: Path
    mapping: NamedMapping
    kept: list[Entry]  # of the former snapshot
    former: Snapshot | None
    replaced: list[str]  # files of the former snapshot that give way
    tables: list[Table] = field(default_factory=list)
    _sound: dict[str, dict[Path, str]] = field(default_factory=dict)  # directly staged files by table
    _read: int = 0  # bytes

    def judged(self, files: list[SourceFile], time_zone: str, step: Step) -> list[Entry]:
        """Stage and judge everything; the entries of all files, kept ones included.

        Raises:
            RingtraceError: a required table is missing, or headers do not fit the mapping.
        """
        names = {feed.table for file in files for feed in self.mapping.feeds_of(file.source)}
        names |= {name for entry in self.kept for name in entry.tables}
        _require_tables(names)
        self.tables = delivered_tables(names)
        readers = open_all(files, self.mapping, time_zone)
        self._prepare(files)
        size = sum(file.path.stat().st_size for file in files) or 1
        direct = [file for file in files if is_direct(self.mapping, file.source)]
        entries = [self._stage(file, readers, size, step) for file in files if file not in direct]
        with step("amending", 0.8 * self._read / size):
            _amend(self.connection, self.work, entries)
        for table in self.tables:
            own = [file for file in direct if self.mapping.feeds_of(file.source)[0].table == table.name]
            entries += [self._stage(file, readers, size, step) for file in own]
            with step(f"checking {table.name}", 0.8 * self._read / size):
                self._judge(table, names)
        return [*self.kept, *entries]

    def write(self, table: Table, entries: list[Entry], tables: Path) -> None:
        """Write a table's surviving rows."""
        files = sorted(entry.file for entry in entries if table.name in entry.tables)
        sound = self._sound.get(table.name, {})
        if set(files) - set(sound.values()):
            reusable = without(self.former.files(table.name), self.replaced) if self.former else []
            write_scattered(self.connection, table, files, tables, reusable)
        write_direct(self.connection, table, sound, tables)
        write_empty_if_none(self.connection, table, tables)

    def _prepare(self, files: list[SourceFile]) -> None:
        rejects.prepare(self.connection)
        if self.former:
            held.read_held(self.connection, self.former.path, self.replaced)
        self.connection.execute('CREATE TEMP TABLE merging_files ("table" VARCHAR, file VARCHAR)')
        merging = [(name, entry.file) for entry in self.kept for name in entry.merging]
        merging += [
            (feed.table, file.name) for file in files for feed in self.mapping.feeds_of(file.source) if feed.distinct
        ]
        for row in sorted(set(merging)):
            self.connection.execute("INSERT INTO merging_files VALUES (?, ?)", row)

    def _stage(self, file: SourceFile, readers: dict[str, Reader], size: int, step: Step) -> Entry:
        with step(f"reading {file.name}", 0.8 * self._read / size):
            staged = stage(self.connection, file, readers.pop(file.name), self.mapping, self.work)
        self._read += file.path.stat().st_size
        for name in staged.counts:
            self._sound.setdefault(name, {}).update(dict.fromkeys(staged.sound, file.name))
        return Entry.of(staged, self.mapping)

    def _judge(self, table: Table, delivered: set[str]) -> None:
        former: list[Path] = []
        if self.former:
            former = without(self.former.files(table.name), self.replaced)
            former += held.held_files(self.former.path, table.name, self.replaced)
        staged = sorted((self.work / table.name).glob("*.parquet"))
        create_candidates(self.connection, table, staged, former, sorted(self._sound.get(table.name, {})))
        self.connection.execute('INSERT INTO bad_keys SELECT * FROM local_keys WHERE "table" = ?', [table.name])
        judge(self.connection, table, delivered)


def _amend(connection: duckdb.DuckDBPyConnection, work: Path, entries: list[Entry]) -> None:
    for name, file, removed in amending.amend(connection, work):
        counts = next(entry.tables[name] for entry in entries if entry.file == file)
        counts.rows_in -= removed
        counts.left_out += removed


def _require_tables(delivered: set[str]) -> None:
    missing = [name for name, table in TABLES.items() if table.required and name not in delivered]
    if missing:
        files = ", ".join(f"{name}.csv" for name in missing)
        raise RingtraceError(
            f"Required tables are missing: {', '.join(missing)}. Deliver {files} (or .parquet, .jsonl)."
        )
