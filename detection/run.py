"""A run: every signal, the suspicion graph, rings and alerts, written beside the snapshot."""

import gc
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd

from detection.alerts import alerts, people_of_alerts
from detection.drafting import drafts
from detection.engines import Engine, duckdb_engine
from detection.facts import gather
from detection.kinship import relatives
from detection.reading import read_run as read_run
from detection.rings import Judged, Ring, judge, ring
from detection.signal import Findings, Signal, all_signals, validate
from detection.suspicion import Candidate, candidates, ties
from detection.tables import fetched
from detection.writing import write_run
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace, making, publish, remove, write_text

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class RunReport:
    """What a run found, and how long each part took."""

    run: str
    folder: Path
    rings: list[Ring]
    alerts: list[dict[str, Any]]
    skipped: list[dict[str, str]]
    findings: dict[str, int]
    groups: int  # candidate groups, those too weak to be listed included
    seconds: dict[str, float] = field(default_factory=dict)


def detect(workspace: Workspace, *, progress: Progress | None = None) -> RunReport:
    """Search the snapshot in force for rings, and put the run in force.

    Raises:
        RingtraceError: nothing is loaded, or another process is writing.
    """
    snapshot = workspace.require_current()
    run = run_id(snapshot, workspace.settings)
    with workspace.writing(), duckdb_engine(workspace, snapshot) as engine, making(snapshot.runs) as made:
        report = _search(engine, workspace.settings, snapshot, run, progress or _quiet)
        write_run(made, report, snapshot, workspace.settings, datetime.now(UTC))
        folder = _free_folder(snapshot, run)
        publish(made, folder)
        write_text(snapshot.path / "current_run", folder.name)
        for former in snapshot.runs.glob(f"{run}*"):
            if former != folder:
                remove(former)
    return replace(report, folder=folder)


def _free_folder(snapshot: Snapshot, run: str) -> Path:
    """A folder for a run beside a former one of the same id, which stays in force until the new one is whole."""
    names = chain([run], (f"{run}.{number}" for number in count(2)))
    return next(snapshot.runs / name for name in names if not (snapshot.runs / name).exists())


def run_id(snapshot: Snapshot, settings: Settings) -> str:
    """An id made of snapshot, settings and version: what gives the same rings has the same id."""
    described = json.dumps([snapshot.id, settings.of_detection(), version("ringtrace")], sort_keys=True)
    return "run-" + hashlib.sha256(described.encode()).hexdigest()[:10]


class _Clock:
    """Seconds by part, and progress told at its start."""

    def __init__(self, progress: Progress, parts: int) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._parts = progress, parts

    def part(self, name: str, work: Callable[[], Any]) -> Any:
        self._progress(name, len(self.seconds) / self._parts)
        start = time.perf_counter()
        result = work()
        self.seconds[name] = round(time.perf_counter() - start, 3)
        return result


def _search(engine: Engine, settings: Settings, snapshot: Snapshot, run: str, progress: Progress) -> RunReport:
    signals = all_signals()
    clock = _Clock(progress, len(signals) + 4)
    tables = engine.tables
    skipped = [_skipped(signal, tables.missing(signal.needs)) for signal in signals if tables.missing(signal.needs)]
    clock.part("tables", lambda: (tables.visits, tables.sold))
    findings: list[Findings] = [
        clock.part(signal.name, partial(validate, signal, tables, settings, engine.load))
        for signal in signals
        if not tables.missing(signal.needs)
    ]
    tied = clock.part("suspicion graph", lambda: ties(findings, _kin(findings, engine)))
    groups = clock.part("communities", lambda: candidates(tied, settings.seed))
    gc.freeze()  # the frames made so far stay: looking through them for cycles took a quarter of what follows
    rings, single = clock.part("rings", lambda: _rings(groups, findings, engine, settings))
    gc.unfreeze()
    progress("rings", 1.0)
    counts = {found.signal.name: len(found.units) for found in findings}
    return RunReport(run, snapshot.runs / run, rings, single, skipped, counts, len(groups), clock.seconds)


def _kin(findings: list[Findings], engine: Engine) -> pd.DataFrame:
    """Pairs of kin, a < b, among the people that a signal ties to each other."""
    tied = [found.units[column] for found in findings if {"a", "b"} <= set(found.signal.unit) for column in ("a", "b")]
    people = pd.DataFrame({"person": pd.concat(tied).unique() if tied else []}, dtype="int32")
    pairs = fetched(relatives(engine.load(people), engine.tables))
    pairs = pairs[pairs["person"] < pairs["relative"]]
    return pairs.rename(columns={"person": "a", "relative": "b"})


def _rings(
    groups: list[Candidate], findings: list[Findings], engine: Engine, settings: Settings
) -> tuple[list[Ring], list[dict[str, Any]]]:
    facts = gather(groups, people_of_alerts(findings), engine.tables, engine.load)
    heard = (judge(draft, settings) for draft in drafts(groups, findings, facts))
    judged: list[Judged] = [one for one in heard if one is not None]
    held = {person for one in judged if one.grade.level != "watch" for person in one.draft.candidate.people}
    rings = sorted((ring(one) for one in judged), key=lambda one: (-one["score"], one["ring_id"]))
    return rings, alerts(findings, held, facts)


def _skipped(signal: Signal, missing: list[str]) -> dict[str, str]:
    return {"detector": signal.name, "because": f"the table(s) {', '.join(missing)} were not delivered"}


def _quiet(step: str, share: float) -> None:
    """No progress wanted."""
