"""Build the graph of the snapshot in force: the store and the entity projection, each in place by one rename."""

import time
from pathlib import Path

from graph.attaching import attach_run, verify
from graph.built import BuildReport as BuildReport
from graph.built import built as built
from graph.built import record
from graph.declaration import KINDS
from graph.ladybug_rings import write_rings
from graph.ladybug_store import LadybugLoader, LadybugStore
from graph.projecting import STEPS as PROJECTING
from graph.projecting import project, publish_projection
from graph.ring_rows import rows_of_run
from graph.sources import RELATIONS, register
from graph.staging import Exporter, Progress, Steps, load_all
from graph.store import GraphLoader, GraphStore
from workspace.engine import connect, keep_blocks
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot, Workspace, making, publish

LEAST_FOR_ENGINE_GB = 0.5
# The store has 0.75 of the memory and fills it only while the largest kind is loaded; the rest alone is too little
# for the engine to sort a million people's lines.
_ENGINE_SHARE = 0.5


def build(workspace: Workspace, *, force: bool = False, progress: Progress | None = None) -> BuildReport:
    """Build the graph of the snapshot in force with the rings of its run; a no-op where it is there, unless `force`.

    Raises:
        RingtraceError: nothing is loaded, another process writes, or the tables do not make a graph.
    """
    snapshot = workspace.require_current()
    if not force and (former := built(snapshot)):
        run = snapshot.current_run
        if run is None or run.name == former.run:
            return former
        with workspace.writing():
            return attach_run(workspace, snapshot) or former
    with workspace.writing(), making(snapshot.path) as folder:
        report = _build(workspace, snapshot, folder, progress or (lambda *_: None))
        _publish(snapshot, folder, report)
    return report


def open_store(workspace: Workspace, snapshot: Snapshot | None = None) -> GraphStore:
    """The graph store of a snapshot (the one in force where none is given), read-only.

    Raises:
        RingtraceError: nothing is loaded, or the graph was not built yet.
    """
    snapshot = snapshot or workspace.require_current()
    if built(snapshot) is None:
        raise RingtraceError(f"The graph of snapshot {snapshot.id} is not built yet. Run: ringtrace build")
    return LadybugStore(snapshot.store, workspace.settings)


def _publish(snapshot: Snapshot, folder: Path, report: BuildReport) -> None:
    """Projection, store, report, in this order: a kill between them leaves a state that build mends."""
    publish_projection(snapshot, folder / "projection")
    publish(folder / "graph.lbug", snapshot.store)
    record(snapshot, report)


def _build(workspace: Workspace, snapshot: Snapshot, folder: Path, progress: Progress) -> BuildReport:
    started = time.perf_counter()
    steps = Steps(progress, 2 * len(KINDS) + len(RELATIONS) + PROJECTING + 2)
    store = folder / "graph.lbug"
    counts, projected = _fill(workspace, snapshot, folder, steps)
    rings = rows_of_run(snapshot.current_run)
    if rings.run:
        steps.run("rings", lambda: write_rings(store, rings, workspace.settings))
        counts |= rings.counts
    verify(store, workspace, counts)
    return BuildReport(
        snapshot=snapshot.id,
        path=snapshot.store,
        built=True,
        counts=counts,
        seconds=steps.seconds,
        total_seconds=round(time.perf_counter() - started, 3),
        bytes=store.stat().st_size,
        projection=projected,
        run=rings.run,
    )


def _fill(
    workspace: Workspace, snapshot: Snapshot, folder: Path, steps: Steps
) -> tuple[dict[str, int], dict[str, int]]:
    """Export and load side by side, each within its part of the memory; rows by kind, size of the projection."""
    rest = max(workspace.settings.memory_limit_gb * _ENGINE_SHARE, LEAST_FOR_ENGINE_GB)
    settings = workspace.settings.model_copy(update={"memory_limit_gb": rest})
    with connect(settings, folder / "spill") as connection:
        keep_blocks(connection, settings)
        steps.run("tables", lambda: register(snapshot, connection))
        exporter = Exporter(connection, snapshot, folder / "staged", steps)
        try:
            staged = exporter.start()
            projected = project(connection, snapshot, exporter, folder / "staged", folder / "projection")
            loader: GraphLoader = LadybugLoader(folder / "graph.lbug", workspace.settings)
            load_all(loader, staged, steps)
            return {label: given()[1] for label, given in staged.items()}, projected()
        finally:
            exporter.stop()
