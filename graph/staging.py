"""From the snapshot's tables to a store: every kind exported as Parquet by the engine, then loaded."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from graph.declaration import EDGE_KINDS, NODE_KINDS
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

    def run(self, name: str, work: Callable[[], _Result]) -> _Result:
        """Run one step."""
        started = time.perf_counter()
        result = work()
        self.seconds[name] = round(time.perf_counter() - started, 3)
        self._progress(name, len(self.seconds), self._steps)
        return result


def export_all(connection: duckdb.DuckDBPyConnection, folder: Path, steps: Steps) -> Staged:
    """Write every kind as `folder`/LABEL.parquet.

    `connection` has the snapshot registered (`graph.sources.register`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    kinds: list[NodeKind | EdgeKind] = [*NODE_KINDS.values(), *EDGE_KINDS.values()]
    return {kind.label: steps.run(f"export {kind.label}", partial(export, connection, kind, folder)) for kind in kinds}


def export(connection: duckdb.DuckDBPyConnection, kind: NodeKind | EdgeKind, folder: Path) -> tuple[Path, int]:
    """Write one kind; its file and rows. Kinds of a run have no rows yet and no file."""
    file = folder / f"{kind.label}.parquet"
    if not kind.select:
        return file, 0
    counted = connection.execute(
        f"COPY ({kind.select}) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION snappy)"
    ).fetchone()
    return file, int(counted[0]) if counted else 0


def load_all(loader: GraphLoader, staged: Staged, lanes: int, steps: Steps) -> None:
    """Load nodes, then edges, `lanes` kinds side by side, the largest first; closes the loader."""
    try:
        for kinds in (NODE_KINDS.values(), EDGE_KINDS.values()):
            filled = [kind for kind in kinds if staged[kind.label][1]]
            _load_side_by_side(loader, sorted(filled, key=lambda kind: -staged[kind.label][1]), staged, lanes, steps)
    finally:
        steps.run("close", loader.close)


def _load_side_by_side(
    loader: GraphLoader, kinds: Iterable[NodeKind | EdgeKind], staged: Staged, lanes: int, steps: Steps
) -> None:
    def load(kind: NodeKind | EdgeKind) -> None:
        steps.run(f"load {kind.label}", lambda: loader.load(kind, staged[kind.label][0]))

    with ThreadPoolExecutor(lanes) as pool:
        futures: list[Future[None]] = [pool.submit(load, kind) for kind in kinds]
        _, waiting = wait(futures, return_when=FIRST_EXCEPTION)
        for future in waiting:
            future.cancel()
    for future in futures:
        if not future.cancelled():
            future.result()
