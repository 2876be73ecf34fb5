"""Load the graph of the snapshot in force into a Neo4j, and open it there."""

import time

from graph.build import BuildReport
from graph.declaration import DIGEST, KINDS
from graph.neo4j_connection import connect
from graph.neo4j_loader import Neo4jLoader, read_mark
from graph.neo4j_store import Neo4jStore, count_kinds
from graph.sources import RELATIONS, register
from graph.staging import Exporter, Progress, Steps, load_all
from graph.store import GraphStore
from workspace.engine import connect as connect_engine
from workspace.engine import keep_blocks
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, making


def build_in_neo4j(workspace: Workspace, *, force: bool = False, progress: Progress | None = None) -> BuildReport:
    """Load the snapshot in force; goes on where a killed load stopped, a no-op where it is there.

    Raises:
        RingtraceError: the server cannot be used, or its database holds something else and `force` is not given.
    """
    snapshot, settings = workspace.require_current(), workspace.settings
    started = time.perf_counter()
    steps = Steps(progress or (lambda *_: None), 2 * len(KINDS) + len(RELATIONS) + 2)
    with workspace.writing(), connect(settings) as driver, making(snapshot.path) as folder:
        loader = Neo4jLoader(driver, settings.neo4j_database, snapshot.id, force=force)
        with connect_engine(settings, folder / "spill") as connection:
            keep_blocks(connection, settings)
            steps.run("tables", lambda: register(snapshot, connection))
            exporter = Exporter(connection, snapshot, folder / "staged", steps)
            try:
                load_all(loader, exporter.start(), steps)
                expected = dict(exporter.rows)
            finally:
                exporter.stop()
        found = count_kinds(driver, settings.neo4j_database)
    for label, rows in expected.items():
        if found[label] != rows:
            raise RingtraceError(
                f"Neo4j holds {found[label]} {label}, the tables give {rows}. "
                "Run: ringtrace build --store neo4j --force"
            )
    total = round(time.perf_counter() - started, 3)
    return BuildReport(snapshot.id, snapshot.store, True, found, steps.seconds, total, 0, {})


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
        raise RingtraceError(
            f"The Neo4j database {database} holds {holds}, in force is {snapshot.id}. "
            f"Run: ringtrace build --store neo4j{' --force' if mark else ''}"
        )
    if not mark["whole"]:
        driver.close()
        raise RingtraceError(f"Neo4j holds a part of snapshot {snapshot.id}. Run: ringtrace build --store neo4j")
    return Neo4jStore(driver, database)
