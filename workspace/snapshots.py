"""Snapshots: immutable folders of Parquet, made beside the one in force, switched by one rename.

    WORKSPACE/snapshots/<id>/manifest.json
    WORKSPACE/snapshots/<id>/tables/<table>/….parquet
    WORKSPACE/snapshots/<id>/rejects.parquet
    WORKSPACE/snapshots/<id>/graph.lbug, projection/      by build
    WORKSPACE/snapshots/<id>/runs/<run>/, current_run     by detect
    WORKSPACE/current                                     the id in force

Whatever is half made carries a name that starts with `.making-`; the next writer removes it.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from workspace.engine import connect, identifier, quoted
from workspace.errors import RingtraceError
from workspace.settings import Settings, read_settings
from workspace.tables import COMPLETED_COLUMN, TABLES

MAKING = ".making-"


@dataclass(frozen=True)
class Snapshot:
    """One immutable set of tables, with what build and detect added beside them."""

    path: Path

    @property
    def id(self) -> str:
        """The snapshot's id: a digest of its sources, so that the same sources give the same id."""
        return self.path.name

    @property
    def manifest(self) -> dict[str, Any]:
        """Sources with sha256, rows in, rejected, parent, version."""
        manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    @property
    def rejects(self) -> Path:
        """Parquet of the rejected rows."""
        return self.path / "rejects.parquet"

    @property
    def store(self) -> Path:
        """The embedded graph store; absent until build."""
        return self.path / "graph.lbug"

    @property
    def projection(self) -> Path:
        """The entity projection's arrays; absent until build."""
        return self.path / "projection"

    @property
    def runs(self) -> Path:
        """Folder of the runs of detect."""
        return self.path / "runs"

    @property
    def current_run(self) -> Path | None:
        """Folder of the run in force; None before the first."""
        pointer = self.path / "current_run"
        return self.runs / pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None

    def files(self, table: str) -> list[Path]:
        """Parquet files of a canonical table, sorted; empty where the table was not delivered."""
        return sorted((self.path / "tables" / table).rglob("*.parquet"))

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the canonical tables that were delivered."""
        return tuple(name for name in TABLES if self.files(name))

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make each delivered table a view of its name."""
        for table in self.tables:
            names = ", ".join(quoted(str(file)) for file in self.files(table))
            connection.execute(
                f"CREATE OR REPLACE VIEW {identifier(table)} AS SELECT * NOT LIKE '{COMPLETED_COLUMN}' "
                f"FROM read_parquet([{names}], hive_partitioning = false, union_by_name = true)"
            )


@dataclass(frozen=True)
class Workspace:
    """A folder with settings, snapshots and what people decided."""

    path: Path
    settings: Settings

    @classmethod
    def open(cls, path: Path) -> "Workspace":
        """The workspace at a path, which need not exist yet.

        Raises:
            RingtraceError: the path is a file, or its settings do not fit.
        """
        if path.exists() and not path.is_dir():
            raise RingtraceError(f"{path} is a file, not a workspace folder. Name another with --workspace.")
        return cls(path, read_settings(path))

    @property
    def snapshots(self) -> Path:
        """Folder of all snapshots."""
        return self.path / "snapshots"

    def current(self) -> Snapshot | None:
        """The snapshot in force; None where nothing was loaded yet.

        Raises:
            RingtraceError: the one in force is named but missing.
        """
        pointer = self.path / "current"
        if not pointer.is_file():
            return None
        snapshot = Snapshot(self.snapshots / pointer.read_text(encoding="utf-8").strip())
        if not (snapshot.path / "manifest.json").is_file():
            raise RingtraceError(
                f"{pointer} names snapshot {snapshot.id}, which is missing from {self.snapshots}. Load again."
            )
        return snapshot

    def require_current(self) -> Snapshot:
        """The snapshot in force.

        Raises:
            RingtraceError: nothing was loaded yet.
        """
        snapshot = self.current()
        if snapshot is None:
            raise RingtraceError(f"Nothing is loaded in {self.path} yet. Run: ringtrace load SOURCE")
        return snapshot

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An engine connection bounded by this workspace's settings."""
        return connect(self.settings, self.path / ".spill")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the workspace's write lock; leftovers of writers that died are removed first.

        Raises:
            RingtraceError: another process is writing.
        """
        self.snapshots.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("a", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RingtraceError(
                    f"Another ringtrace is writing to {self.path}. Wait until it is done, then try again."
                ) from error
            self._remove_leftovers()
            yield

    def _remove_leftovers(self) -> None:
        for folder in (
            self.path,
            self.snapshots,
            *self.snapshots.glob("*/"),
            *self.snapshots.glob("*/runs/"),
        ):
            for leftover in folder.glob(f"{MAKING}*"):
                remove(leftover)
        remove(self.path / ".spill")

    def publish(self, made: Path, snapshot_id: str) -> Snapshot:
        """Give a finished folder its name and put it in force; the switch is one rename.

        The caller holds `writing()`. A folder of that id that is already whole is kept.
        """
        target = self.snapshots / snapshot_id
        if target.exists():
            remove(made)
        else:
            publish(made, target)
        write_text(self.path / "current", snapshot_id)
        return Snapshot(target)


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """A fresh folder below `folder` to make something in; removed unless it was renamed away."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))
    try:
        yield made
    finally:
        remove(made)


def publish(made: Path, target: Path) -> None:
    """Rename what is finished to its place, after its bytes are on disk. A former file is replaced."""
    for path in [made, *made.rglob("*")] if made.is_dir() else [made]:
        _flush(path)
    made.rename(target)
    _flush(target.parent)


def write_text(target: Path, text: str) -> None:
    """Replace a small file by rename, so that a reader sees the old text or the new, never half."""
    made = target.with_name(f"{MAKING}{os.getpid()}-{target.name}")
    made.write_text(text, encoding="utf-8")
    publish(made, target)


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
