"""The workspace: settings, disk, lock, leftovers, and whether what is in force is whole."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from command_line.health.finding import Finding, State
from command_line.text import counted
from graph.build import open_store
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import MAKING, Snapshot, Workspace

_LITTLE_GB = 2.0  # a load needs about twice the size of its sources


def soundness(folder: Path) -> Iterator[Finding]:
    """Findings about a workspace; a folder that does not exist yet is no fault."""
    if not folder.exists():
        yield Finding("workspace", State.NOTE, f"{folder} does not exist yet", "ringtrace load SOURCE makes it")
        return
    try:
        workspace = Workspace.open(folder)
    except RingtraceError as error:
        yield Finding("settings", State.BROKEN, str(error), "mend the settings")
        return
    yield Finding("settings", State.OK, f"valid ({folder})")
    yield _disk(folder)
    yield _lock(folder)
    yield _leftovers(folder)
    yield from _in_force(workspace)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 1e9
    if not os.access(folder, os.W_OK):
        return Finding(
            "disk",
            State.NOTE,
            f"{folder} is read-only for you",
            "loading does not work, and nothing is shown where the audit log cannot be written",
        )
    little = free < _LITTLE_GB
    return Finding(
        "disk",
        State.NOTE if little else State.OK,
        f"{free:,.1f} GB free",
        "free some space before the next load" if little else "",
    )


def _lock(folder: Path) -> Finding:
    """Whether another process writes; asks for the lock and gives it back at once."""
    file = folder / ".lock"
    if not file.is_file():
        return Finding("lock", State.OK, "nobody is writing")
    with file.open(encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Finding("lock", State.NOTE, "another ringtrace is writing now", "wait until it is done")
    return Finding("lock", State.OK, "nobody is writing")


def _leftovers(folder: Path) -> Finding:
    left = [
        path
        for pattern in ("", "snapshots/", "snapshots/*/", "snapshots/*/runs/")
        for path in folder.glob(f"{pattern}{MAKING}*")
    ]
    return Finding(
        "leftovers",
        State.NOTE if left else State.OK,
        f"{counted(len(left), 'half-made item')} of a command that runs or was killed" if left else "none",
        "the next load, build or detect removes them" if left else "",
    )


def _in_force(workspace: Workspace) -> Iterator[Finding]:
    try:
        snapshot = workspace.current()
    except (RingtraceError, OSError) as error:
        yield Finding("snapshot", State.BROKEN, str(error), "load the sources again")
        return
    if snapshot is None:
        yield Finding("snapshot", State.NOTE, "nothing is loaded yet", "ringtrace load SOURCE")
        return
    yield _whole("snapshot", lambda: _tables(snapshot), "load the sources again")
    yield _whole("rejects", lambda: f"{_rows([snapshot.rejects]):,} rows", "load the sources again")
    yield (
        _whole("graph", lambda: _store(workspace, snapshot), "ringtrace build --force")
        if snapshot.store.exists()
        else Finding("graph", State.NOTE, "not built yet", "ringtrace build")
    )
    run = snapshot.current_run
    yield (
        _whole("run", lambda: _run(run), "ringtrace detect")
        if run is not None
        else Finding("run", State.NOTE, "not searched yet", "ringtrace detect")
    )


def _whole(subject: str, look: Callable[[], str], advice: str) -> Finding:
    """The subject is well when looking at all of it raises nothing that a broken file raises."""
    try:
        return Finding(subject, State.OK, look())
    except (RingtraceError, OSError, duckdb.Error, json.JSONDecodeError, KeyError) as error:
        return Finding(subject, State.BROKEN, str(error).splitlines()[0] if str(error) else repr(error), advice)


def _tables(snapshot: Snapshot) -> str:
    """Every column of every table is read once: a file cut in half shows only then."""
    counts = {table: _rows(snapshot.files(table)) for table in snapshot.tables}
    _as_in_manifest(snapshot.manifest, counts)
    return f"{snapshot.id}: {counted(len(counts), 'table')}, {sum(counts.values()):,} rows"


def _rows(files: list[Path]) -> int:
    with duckdb.connect() as connection:
        row = connection.execute(
            "SELECT sum(num_rows) FROM parquet_file_metadata(?)", [[str(file) for file in files]]
        ).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _store(workspace: Workspace, snapshot: Snapshot) -> str:
    store = open_store(workspace, snapshot)
    try:
        counts = store.counts()
    finally:
        store.close()
    return f"opens read-only; {sum(counts.values()):,} nodes and edges"


def _run(folder: Path) -> str:
    run = read_run(folder)
    return f"{run['run']}: {counted(len(run['rings']), 'ring')}, {counted(len(run['alerts']), 'alert')}"


def _as_in_manifest(manifest: dict[str, Any], counts: dict[str, int]) -> None:
    told = {name: table["loaded"] for name, table in manifest["tables"].items() if table["loaded"]}
    if told != {name: count for name, count in counts.items() if count}:
        names = sorted(name for name in told.keys() | counts.keys() if told.get(name, 0) != counts.get(name, 0))
        raise RingtraceError(f"the manifest and the Parquet files do not agree on the rows of {', '.join(names)}")
