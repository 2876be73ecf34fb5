"""Load the graph of the snapshot in force into a Neo4j, and open it there."""

import time
from typing import Any

import neo4j

from graph.built import BuildReport
from graph.declaration import DIGEST, KINDS
from graph.neo4j_connection import connect
from graph.neo4j_loader import Neo4jLoader, read_mark
from graph.neo4j_rings import attached_run, replace_rings
from graph.neo4j_store import Neo4jStore, count_kinds
from graph.neo4j_update import STEPS as UPDATE_STEPS
from graph.neo4j_update import Neo4jUpdate, held_ancestor
from graph.projecting import STEPS as PROJECTING
from graph.projecting import project_if_missing
from graph.ring_rows import RUN_KINDS, rows_of_run
from graph.sources import RELATIONS, register
from graph.staging import Exporter, Progress, Steps, load_all
from graph.store import GraphStore
from workspace.engine import connect as connect_engine
from workspace.engine import keep_blocks
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot, Workspace, making

_STEPS = 2 * len(KINDS) + len(RELATIONS) + PROJECTING + 3


def build_in_neo4j(workspace: Workspace, *, force: bool = False, progress: Progress | None = None) -> BuildReport:
    """Load the snapshot in force and its run's rings; goes on where a killed load stopped, a no-op where all is there.

    Where the database holds what the snapshot in force was appended to, only what changed is written.

    Raises:
        RingtraceError: the server cannot be used, or its database holds something else and `force` is not given.
    """
    snapshot, settings = workspace.require_current(), workspace.settings
    database = settings.neo4j_database
    started = time.perf_counter()
    changed: dict[str, int] = {}
    with workspace.writing(), connect(settings) as driver:
        mark = None if force else read_mark(driver, database)
        whole, former = holds_whole(mark, snapshot), held_ancestor(mark, snapshot)
        steps = Steps(progress or (lambda *_: None), UPDATE_STEPS if former else _STEPS)
        if whole:
            expected = {}
        elif former:
            update = Neo4jUpdate(driver, database, steps)
            expected, changed = update.run(workspace, former, snapshot), update.changed
        elif mark and holds_all_tables(mark, snapshot):  # by neo4j-admin, which makes no constraints
            expected = {label: int(rows) for label, _, rows in (one.partition("=") for one in mark["expected"])}
            steps.run("constraints", lambda: Neo4jLoader(driver, database, snapshot.id).flush())
        else:
            expected = _load(workspace, driver, force, steps)
        run = rows_of_run(snapshot.current_run)
        attached = attached_run(driver, database) != run.run
        if attached:
            steps.run("rings", lambda: replace_rings(driver, database, run))
            expected |= run.counts
        found = count_kinds(driver, database)
    for label, rows in expected.items():
        if found[label] != rows:
            raise RingtraceError(
                f"Neo4j holds {found[label]} {label}, the tables give {rows}. "
                "Run: ringtrace build --store neo4j --force"
            )
    total = round(time.perf_counter() - started, 3)
    return BuildReport(
        snapshot=snapshot.id,
        path=snapshot.store,
        built=not whole or attached,
        counts=found,
        seconds=steps.seconds,
        total_seconds=total,
        bytes=0,
        projection={},
        run=run.run,
        changed=changed,
    )


def _load(workspace: Workspace, driver: neo4j.Driver, force: bool, steps: Steps) -> dict[str, int]:
    """Load what comes from the tables; rows by kind."""
    snapshot, settings = workspace.require_current(), workspace.settings
    loader = Neo4jLoader(driver, settings.neo4j_database, snapshot.id, force=force)
    with making(snapshot.path) as folder, connect_engine(settings, folder / "spill") as connection:
        keep_blocks(connection, settings)
        steps.run("tables", lambda: register(snapshot, connection))
        exporter = Exporter(connection, snapshot, folder / "staged", steps)
        try:
            staged = exporter.start()
            placed = project_if_missing(connection, snapshot, exporter, folder / "staged", folder / "projection")
            load_all(loader, staged, steps)
            placed()
            return {label: rows for label, rows in exporter.rows.items() if label not in RUN_KINDS}
        finally:
            exporter.stop()


def holds_whole(mark: dict[str, Any] | None, snapshot: Snapshot) -> bool:
    """Whether a database is marked as holding all of a snapshot."""
    return mark is not None and (mark["snapshot"], mark["declaration"], mark["whole"]) == (snapshot.id, DIGEST, True)


def holds_all_tables(mark: dict[str, Any], snapshot: Snapshot) -> bool:
    """Whether a database holds what an import of a snapshot's files leaves."""
    of_tables = KINDS.keys() - set(RUN_KINDS)
    same = (mark["snapshot"], mark["declaration"]) == (snapshot.id, DIGEST)
    return same and "expected" in mark and of_tables <= set(mark["kinds"])


def open_neo4j(workspace: Workspace) -> GraphStore:
    """The graph of the snapshot in force in the Neo4j of the settings.

    Raises:
        RingtraceError: the server cannot be used, or holds another snapshot or only a part of this one.
    """
    snapshot, database = workspace.require_current(), workspace.settings.neo4j_database
    driver = connect(workspace.settings)
    mark = read_mark(driver, database)
    if mark is None or (mark["snapshot"], mark["declaration"]) != (snapshot.id, DIGEST):
        driver.close()
        holds = f"snapshot {mark['snapshot']}" if mark else "no snapshot"
        ours = mark is None or held_ancestor(mark, snapshot)
        raise RingtraceError(
            f"The Neo4j database {database} holds {holds}, in force is {snapshot.id}. "
            f"Run: ringtrace build --store neo4j{'' if ours else ' --force'}"
        )
    if not mark["whole"]:
        driver.close()
        raise RingtraceError(f"Neo4j holds a part of snapshot {snapshot.id}. Run: ringtrace build --store neo4j")
    run = snapshot.current_run.name if snapshot.current_run else ""
    if mark.get("run", "") != run:
        driver.close()
        raise RingtraceError(
            f"Neo4j holds the rings of {mark.get('run') or 'no run'}, in force is {run}. "
            "Run: ringtrace build --store neo4j"
        )
    return Neo4jStore(driver, database)
