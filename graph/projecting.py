"""The projection and the index of drug flow beside a load, whichever store takes the graph."""

import filecmp
from collections.abc import Callable
from pathlib import Path

import duckdb

from graph.flow.index import write_flow_index
from graph.projection import projection_folder, write_projection
from graph.staging import Exporter
from workspace.snapshots import Snapshot, publish, remove

STEPS = 2


def project(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, exporter: Exporter, staged: Path, made: Path
) -> Callable[[], dict[str, int]]:
    """Write the projection into `made` after all kinds are in `staged`; what waits for it and gives its sizes."""
    projected = exporter.then("projection", lambda: write_projection(connection, exporter.rows, staged, made))
    indexed = exporter.then("flow", lambda: write_flow_index(connection, snapshot, made))
    return lambda: projected() | {"codes": indexed()}


def project_if_missing(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, exporter: Exporter, staged: Path, made: Path
) -> Callable[[], None]:
    """As `project`, and put in place, for a load into a server; nothing where a projection stands."""
    if projection_folder(snapshot).is_dir():
        return lambda: None
    projected = project(connection, snapshot, exporter, staged, made)

    def place() -> None:
        projected()
        publish_projection(snapshot, made)

    return place


def publish_projection(snapshot: Snapshot, made: Path) -> None:
    """Put a projection in its place.

    The same snapshot and declaration give the same projection, byte for byte: one that stands is left alone, so
    that a forced build never takes it away, unless it was damaged.
    """
    target = projection_folder(snapshot)
    snapshot.projection.mkdir(exist_ok=True)
    if not _alike(made, target):
        remove(target)
        publish(made, target)


def _alike(one: Path, other: Path) -> bool:
    names = [file.name for file in one.iterdir()]
    return other.is_dir() and not any(filecmp.cmpfiles(one, other, names, shallow=False)[1:])
