"""From the snapshot's tables to a store: every kind exported as Parquet by the engine, then loaded."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

import duckdb

from graph.declaration import KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.store import GraphLoader
from workspace.engine import quoted

Progress = Callable[[str, int, int], None]  # what was just done, steps done, steps in all
_Result = TypeVar("_Result")


class Steps:
    """Runs named steps, keeps their seconds and tells the progress; steps may run side by side."""

    def __init__(self, progress: Progress, steps: int) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._steps = progress, steps
        self._lock = Lock()

    def run(self, name: str, work: Callable[[], _Result]) -> _Result:
        """Run one step."""
        started = time.perf_counter()
        result = work()
        with self._lock:
            self.seconds[name] = round(time.perf_counter() - started, 3)
            self._progress(name, len(self.seconds), self._steps)
        return result


class Exporter:
    """Writes every kind as `folder`/LABEL.parquet in a thread of its own, ahead of the store that loads them.

    `connection` has the snapshot registered (`graph.sources.register`); after `start` only the exporter's
    thread uses it. An edge needs nodes at both ends: where a kind has none, because its table was not
    delivered, references to it are not edges.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, steps: Steps) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection, self._folder, self._steps = connection, folder, steps
        self._rows: dict[str, int] = {}
        self._pool = ThreadPoolExecutor(1)

    def start(self) -> dict[str, Callable[[], tuple[Path, int]]]:
        """Begin; by label, what waits for the kind's file and gives it with its rows."""
        return {label: self._pool.submit(self._export, label).result for label in KINDS}

    def then(self, name: str, work: Callable[[], _Result]) -> Callable[[], _Result]:
        """Do something more with the connection after the kinds; what waits for its result."""
        return self._pool.submit(self._steps.run, name, work).result

    def stop(self) -> None:
        """Drop what has not begun and wait for what has."""
        self._pool.shutdown(cancel_futures=True)

    def _export(self, label: str) -> tuple[Path, int]:
        kind = KINDS[label]
        needed = {end for pair in kind.ends for end in pair} if isinstance(kind, EdgeKind) else set()
        wanted = all(self._rows[end] for end in needed)
        work = partial(_export, self._connection, kind, self._folder, wanted=wanted)
        file, rows = self._steps.run(f"export {label}", work)
        self._rows[label] = rows
        return file, rows


def _export(
    connection: duckdb.DuckDBPyConnection, kind: NodeKind | EdgeKind, folder: Path, *, wanted: bool = True
) -> tuple[Path, int]:
    """Write one kind; its file and rows. Kinds of a run have no rows yet and no file."""
    file = folder / f"{kind.label}.parquet"
    if not (kind.select and wanted):
        return file, 0
    counted = connection.execute(
        f"COPY ({kind.select}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION snappy)"
    ).fetchone()
    return file, int(counted[0]) if counted else 0


def load_all(loader: GraphLoader, staged: Mapping[str, Callable[[], tuple[Path, int]]], steps: Steps) -> None:
    """Load kind after kind, nodes before edges; `staged` gives each file when it is ready. Closes the loader."""
    try:
        for label, kind in KINDS.items():
            file, rows = staged[label]()
            steps.run(f"load {label}", partial(_load, loader, kind, file, rows))
        steps.run("flush", loader.flush)
    finally:
        loader.close()


def _load(loader: GraphLoader, kind: NodeKind | EdgeKind, file: Path, rows: int) -> None:
    if rows:
        loader.load(kind, file)
