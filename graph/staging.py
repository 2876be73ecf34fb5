"""From the snapshot's tables to a store: every kind exported as Parquet by the engine, then loaded."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

import duckdb

from graph.declaration import KINDS, LOADING_ORDER
from graph.joining import join_edges
from graph.kinds import EdgeKind, NodeKind
from graph.numbering import number_nodes
from graph.sources import needed, relate
from graph.store import GraphLoader
from workspace.snapshots import Snapshot

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
    thread uses it. A relation is made right before the first kind that reads it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, folder: Path, steps: Steps) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection, self._snapshot, self._folder, self._steps = connection, snapshot, folder, steps
        self.rows: dict[str, int] = {}  # by label, of the kinds that are written
        self._related: set[str] = set()
        self._pool = ThreadPoolExecutor(1)

    def start(self) -> dict[str, Callable[[], tuple[Path, int]]]:
        """Begin; by label, in `LOADING_ORDER`, what waits for the kind's file and gives it with its rows."""
        return {label: self._pool.submit(self._export, label).result for label in LOADING_ORDER}

    def then(self, name: str, work: Callable[[], _Result]) -> Callable[[], _Result]:
        """Do something more with the connection after the kinds; what waits for its result."""
        return self._pool.submit(self._steps.run, name, work).result

    def stop(self) -> None:
        """Drop what has not begun and wait for what has."""
        self._pool.shutdown(cancel_futures=True)

    def _export(self, label: str) -> tuple[Path, int]:
        kind = KINDS[label]
        for name in needed(kind.source):
            if name not in self._related:
                self._steps.run(f"relate {name}", partial(self._relate, name))

        def work() -> tuple[Path, int]:
            if isinstance(kind, NodeKind):
                return number_nodes(self._connection, self._snapshot, kind, self._folder)
            return join_edges(self._connection, kind, self._folder, self.rows)

        file, rows = self._steps.run(f"export {label}", work)
        if not self.rows:
            self._leave_cores()
        self.rows[label] = rows
        return file, rows

    def _leave_cores(self) -> None:
        """Leave half of the cores to the store, which begins with the first kind and is the slower of the two."""
        (threads,) = self._connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
        self._connection.execute(f"SET threads = {max(1, int(threads) // 2)}")

    def _relate(self, name: str) -> None:
        relate(self._connection, self._snapshot, name, self._folder)
        self._related.add(name)


def load_all(loader: GraphLoader, staged: Mapping[str, Callable[[], tuple[Path, int]]], steps: Steps) -> None:
    """Load kind after kind, in the order of `staged`, which gives each file when it is ready. Closes the loader."""
    try:
        for label, given in staged.items():
            file, rows = given()
            steps.run(f"load {label}", partial(_load, loader, KINDS[label], file, rows))
        steps.run("flush", loader.flush)
    finally:
        loader.close()


def _load(loader: GraphLoader, kind: NodeKind | EdgeKind, file: Path, rows: int) -> None:
    if rows:
        loader.load(kind, file)
