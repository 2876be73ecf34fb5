"""A run: what a search of the snapshot in force found, written beside it."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from types import ModuleType
from typing import Any

from detection.calibrating import calibrated
from detection.clock import Clock, Progress
from detection.earlier import earlier_runs, renamed, written
from detection.engines import Engine, EngineName, duckdb_engine, engine_of
from detection.identity import people_of
from detection.writing import write_run
from workspace.errors import RingtraceError
from workspace.runs import read_run as read_run
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace, making, publish, remove, write_text


@dataclass(frozen=True)
class RunReport:
    """What a run found, and how long each part took."""

    run: str
    folder: Path
    rings: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    skipped: list[dict[str, str]]
    findings: dict[str, int]
    groups: int  # candidate groups, those too weak to be listed included
    seconds: dict[str, float] = field(default_factory=dict)
    drift: dict[str, Any] = field(default_factory=dict)  # as in run.json
    lineage: dict[str, Any] = field(default_factory=dict)  # as in lineage.json


def detect(workspace: Workspace, *, engine: EngineName = "duckdb", progress: Progress | None = None) -> RunReport:
    """Search the snapshot in force for rings, put the run in force, and its rings into the graph where one is built.

    Raises:
        RingtraceError: nothing is loaded, another process is writing, Spark is wanted and does not start, or the graph
            does not take the rings.
    """
    snapshot = workspace.require_current()
    run = run_id(snapshot, workspace.settings)
    with workspace.writing():
        with engine_of(engine, workspace, snapshot) as running, making(snapshot.runs) as made:
            found = _search(running, workspace.settings, snapshot, run, progress or _quiet)
            now = datetime.now(UTC)
            report = _with_kept_ids(found, workspace, snapshot, now)
            write_run(made, report, snapshot, workspace.settings, now)
            folder = _free_folder(snapshot, run)
            publish(made, folder)
            write_text(snapshot.path / "current_run", folder.name)
            for former in snapshot.runs.glob(f"{run}*"):
                if former != folder:
                    remove(former)
        _into_graph(workspace, snapshot)
    return replace(report, folder=folder)


def _with_kept_ids(report: RunReport, workspace: Workspace, snapshot: Snapshot, now: datetime) -> RunReport:
    """The rings with the ids that they had in earlier runs of the workspace, and what became of those."""
    from detection.lineage import trace  # takes what the search has imported by now

    earlier = earlier_runs(workspace, report.run)
    lineage = trace([people_of(ring) for ring in report.rings], earlier.known, report.run, earlier.before)
    told = written(lineage, earlier, report.run, snapshot.id, now.isoformat(timespec="seconds"))
    return replace(report, rings=renamed(report.rings, lineage), lineage=told)


def _into_graph(workspace: Workspace, snapshot: Snapshot) -> None:
    """Put the run's rings into the graph, where one is built."""
    from graph.attaching import attach_run  # the store's library is of no use to a search of tables alone

    try:
        attach_run(workspace, snapshot)
    except (RingtraceError, OSError) as error:
        raise RingtraceError(
            f"The run is whole and in force, but its rings are not in the graph: {error}\nThen run: ringtrace build"
        ) from error


def search_again(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> list[dict[str, Any]]:
    """The rings that a search of a snapshot with these settings finds; nothing is written or put in force.

    Their ids are their own (`detection.lineage.own_id`), not those that earlier runs gave them.

    Raises:
        RingtraceError: another process is writing.
    """
    with workspace.writing(), duckdb_engine(workspace, snapshot) as engine:
        return _search(engine, settings, snapshot, run_id(snapshot, settings), _quiet).rings


def _free_folder(snapshot: Snapshot, run: str) -> Path:
    """A folder for a run beside a former one of the same id, which stays in force until the new one is whole."""
    names = chain([run], (f"{run}.{number}" for number in count(2)))
    return next(snapshot.runs / name for name in names if not (snapshot.runs / name).exists())


def run_id(snapshot: Snapshot, settings: Settings) -> str:
    """An id made of snapshot, settings and version: what gives the same rings has the same id."""
    described = json.dumps([snapshot.id, settings.of_detection(), version("ringtrace")], sort_keys=True)
    return "run-" + hashlib.sha256(described.encode()).hexdigest()[:10]


def _search(engine: Engine, settings: Settings, snapshot: Snapshot, run: str, progress: Progress) -> RunReport:
    """Search; what a search needs is imported, which takes seconds, while the engine reads the tables."""
    clock = Clock(progress)
    with ThreadPoolExecutor(1) as aside:
        imported = aside.submit(_imported)
        clock.part("tables", engine.tables.read)
        found = imported.result().search(engine, settings, clock)
    progress("rings", 1.0)
    folder = snapshot.runs / run
    parts = (
        calibrated(found.rings, settings),
        found.alerts,
        found.skipped,
        found.findings,
        found.groups,
        clock.seconds,
        found.drift,
    )
    return RunReport(run, folder, *parts)


def _imported() -> ModuleType:
    """The module of the search, with every signal."""
    searching = import_module("detection.searching")
    searching.all_signals()
    return searching


def _quiet(step: str, share: float) -> None:
    """No progress wanted."""
