"""The passage of files through staging and judgement, table after table, each after those that it refers to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from loaders import amending, held, rejects
from loaders.checks.candidates import create_given, marked_files
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
    amendments: dict[str, amending.Amendments] = field(default_factory=dict)  # by table
    completed: set[str] = field(default_factory=set)  # tables whose rows tell what was completed
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
        direct = {table.name: self._direct(table, files) for table in self.tables}
        early = [file for file in files if not any(file in own for own in direct.values())]
        entries = [self._stage(file, readers, size, step) for file in early]
        for table in self.tables:
            entries += [self._stage(file, readers, size, step, direct=True) for file in direct[table.name]]
            with step(f"amending {table.name}", 0.8 * self._read / size):
                self._amend(table)
            with step(f"checking {table.name}", 0.8 * self._read / size):
                self._judge(table, names)
        return [*self.kept, *entries]

    def write(self, table: Table, entries: list[Entry], tables: Path) -> None:
        """Write a table's surviving rows."""
        files = sorted(entry.file for entry in entries if table.name in entry.tables)
        sound = self._sound.get(table.name, {})
        if set(files) - set(sound.values()):
            reusable = without(self.former.files(table.name), self.replaced) if self.former else []
            marks = table.name in self.completed
            write_scattered(self.connection, table, files, tables, reusable, marks=marks)
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

    def _direct(self, table: Table, files: list[SourceFile]) -> list[SourceFile]:
        """The files to be staged directly: they feed this table alone, and nothing amends it."""
        if self._kept_amendments(table) or marked_files(self.connection, self._former_files(table)):
            return []
        plain = [file for file in files if is_direct(self.mapping, file.source)]
        return [file for file in plain if self.mapping.feeds_of(file.source)[0].table == table.name]

    def _stage(
        self, file: SourceFile, readers: dict[str, Reader], size: int, step: Step, *, direct: bool = False
    ) -> Entry:
        with step(f"reading {file.name}", 0.8 * self._read / size):
            staged = stage(self.connection, file, readers.pop(file.name), self.mapping, self.work, direct=direct)
        self._read += file.path.stat().st_size
        for name in staged.counts:
            self._sound.setdefault(name, {}).update(dict.fromkeys(staged.sound, file.name))
        return Entry.of(staged, self.mapping)

    def _kept_amendments(self, table: Table) -> list[Path]:
        return held.held_amendments(self.former.path, table.name, self.replaced) if self.former else []

    def _former_files(self, table: Table) -> list[Path]:
        """Parquet files of rows that were loaded or held back before."""
        if not self.former:
            return []
        loaded = without(self.former.files(table.name), self.replaced)
        return loaded + held.held_files(self.former.path, table.name, self.replaced)

    def _amend(self, table: Table) -> None:
        """Gather the table's rows, complete them and take out those that removals name."""
        former = self._former_files(table)
        staged = sorted((self.work / table.name).glob("*.parquet"))
        create_given(self.connection, table, staged, former, sorted(self._sound.get(table.name, {})))
        new = (self.work / amending.FOLDER / table.name).glob("*.parquet")
        amendments = amending.Amendments.of([*self._kept_amendments(table), *new])
        marked = bool(marked_files(self.connection, former))
        amending.complete(self.connection, table, amendments, marked, self.work / "completed")
        amending.remove(self.connection, table, amendments)
        self.amendments[table.name] = amendments
        if marked or amendments.completions:
            self.completed.add(table.name)

    def _judge(self, table: Table, delivered: set[str]) -> None:
        self.connection.execute('INSERT INTO bad_keys SELECT * FROM local_keys WHERE "table" = ?', [table.name])
        judge(self.connection, table, delivered)
        amending.reject_unfound(self.connection, table, self.amendments[table.name])


def _require_tables(delivered: set[str]) -> None:
    missing = [name for name, table in TABLES.items() if table.required and name not in delivered]
    if missing:
        files = ", ".join(f"{name}.csv" for name in missing)
        raise RingtraceError(
            f"Required tables are missing: {', '.join(missing)}. Deliver {files} (or .parquet, .jsonl)."
        )
