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

from detection.clock import Clock, Progress
from detection.engines import Engine, EngineName, duckdb_engine, engine_of
from detection.reading import read_run as read_run
from detection.writing import write_run
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


def detect(workspace: Workspace, *, engine: EngineName = "duckdb", progress: Progress | None = None) -> RunReport:
    """Search the snapshot in force for rings, and put the run in force.

    Raises:
        RingtraceError: nothing is loaded, another process is writing, or Spark is wanted and does not start.
    """
    snapshot = workspace.require_current()
    run = run_id(snapshot, workspace.settings)
    with workspace.writing(), engine_of(engine, workspace, snapshot) as running, making(snapshot.runs) as made:
        report = _search(running, workspace.settings, snapshot, run, progress or _quiet)
        write_run(made, report, snapshot, workspace.settings, datetime.now(UTC))
        folder = _free_folder(snapshot, run)
        publish(made, folder)
        write_text(snapshot.path / "current_run", folder.name)
        for former in snapshot.runs.glob(f"{run}*"):
            if former != folder:
                remove(former)
    return replace(report, folder=folder)


def search_again(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> list[dict[str, Any]]:
    """The rings that a search of a snapshot with these settings finds; nothing is written or put in force.

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
    return RunReport(run, folder, found.rings, found.alerts, found.skipped, found.findings, found.groups, clock.seconds)


def _imported() -> ModuleType:
    """The module of the search, with every signal."""
    searching = import_module("detection.searching")
    searching.all_signals()
    return searching


def _quiet(step: str, share: float) -> None:
    """No progress wanted."""
