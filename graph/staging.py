"""From the snapshot's tables to a store: every kind exported as Parquet by the engine, then loaded."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

import duckdb

from graph.declaration import EDGE_KINDS, KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.store import GraphLoader
from workspace.engine import quoted

Progress = Callable[[str, int, int], None]  # what was just done, steps done, steps in all
Staged = dict[str, tuple[Path, int]]  # by label: the file (absent for kinds of a run) and its rows
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


def export_all(connection: duckdb.DuckDBPyConnection, folder: Path, steps: Steps) -> Staged:
    """Write every kind as `folder`/LABEL.parquet.

    `connection` has the snapshot registered (`graph.sources.register`). An edge needs nodes at both ends: where
    a kind has none, because its table was not delivered, references to it are not edges.
    """
    folder.mkdir(parents=True, exist_ok=True)
    staged: Staged = {}
    for node in NODE_KINDS.values():
        staged[node.label] = steps.run(f"export {node.label}", partial(_export, connection, node, folder))
    for edge in EDGE_KINDS.values():
        joined = all(staged[label][1] for pair in edge.ends for label in pair)
        staged[edge.label] = steps.run(
            f"export {edge.label}", partial(_export, connection, edge, folder, wanted=joined)
        )
    return staged


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


def load_all(loader: GraphLoader, staged: Staged, lanes: int, steps: Steps) -> None:
    """Load nodes, then edges, `lanes` kinds side by side, the largest first; closes the loader."""
    try:
        for labels in (NODE_KINDS, EDGE_KINDS):
            by_size = sorted(labels, key=lambda label: -staged[label][1])
            _load_side_by_side(loader, [KINDS[label] for label in by_size], staged, lanes, steps)
        steps.run("flush", loader.flush)
    finally:
        loader.close()


def _load_side_by_side(
    loader: GraphLoader, kinds: Iterable[NodeKind | EdgeKind], staged: Staged, lanes: int, steps: Steps
) -> None:
    def load(kind: NodeKind | EdgeKind) -> None:
        file, rows = staged[kind.label]
        if rows:
            loader.load(kind, file)

    with ThreadPoolExecutor(lanes) as pool:
        futures = [pool.submit(steps.run, f"load {kind.label}", partial(load, kind)) for kind in kinds]
        _, waiting = wait(futures, return_when=FIRST_EXCEPTION)
        for future in waiting:
            future.cancel()
    for future in futures:
        if not future.cancelled():
            future.result()
