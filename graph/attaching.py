"""The rings of a run in the embedded store. What is in use is not written to: a copy with the rings takes its place."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

from graph.built import BuildReport, built, record
from graph.ladybug_rings import write_rings
from graph.ladybug_store import LadybugStore
from graph.ring_rows import rows_of_run
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot, Workspace, making, publish


def attach_run(workspace: Workspace, snapshot: Snapshot) -> BuildReport | None:
    """Put the rings of the run in force into the built graph, in place of a former run's; the caller holds the lock.

    Returns the graph's report, with `built` telling whether anything was done; None where no graph is built.

    Raises:
        RingtraceError: the run cannot be read, or names what the graph does not hold; the store stays as it was.
    """
    former, run = built(snapshot), snapshot.current_run
    if former is None or run is None or former.run == run.name:
        return former
    started = time.perf_counter()
    rings = rows_of_run(run)
    with making(snapshot.path) as folder:
        copy = folder / snapshot.store.name
        shutil.copyfile(snapshot.store, copy)
        write_rings(copy, rings, workspace.settings)
        counts = former.counts | rings.counts
        verify(copy, workspace, counts)
        report = replace(former, counts=counts, run=rings.run, bytes=copy.stat().st_size)
        publish(copy, snapshot.store)
        record(snapshot, report)
    return replace(report, built=True, total_seconds=round(time.perf_counter() - started, 3))


def verify(file: Path, workspace: Workspace, expected: dict[str, int]) -> None:
    """Refuse a store that does not hold what the tables gave, before it takes the former one's place."""
    store = LadybugStore(file, workspace.settings)
    try:
        found = store.counts()
    finally:
        store.close()
    for label, rows in expected.items():
        if found[label] != rows:
            raise RingtraceError(
                f"The graph store holds {found[label]} {label}, the tables give {rows}. "
                "The former store stays; build again, and report it if it happens twice."
            )
