"""The search itself: every signal, the suspicion graph, its communities, the rings and alerts."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from detection.alerts import alerts, people_of_alerts
from detection.clock import Clock
from detection.drafting import drafts
from detection.drift import drift
from detection.engines import Engine
from detection.facts import Facts, gather
from detection.joining import joined
from detection.kinship import relatives
from detection.rings import Judged, Ring, judge, ring
from detection.signal import Findings, Signal, all_signals, validate
from detection.suspicion import Candidate, candidates, ties, wholes
from detection.tables import Tables, fetched
from workspace.errors import RingtraceError
from workspace.settings import Settings


@dataclass(frozen=True)
class Found:
    """What a search found, as `rings.json` has it."""

    rings: list[Ring]
    alerts: list[dict[str, Any]]
    skipped: list[dict[str, str]]
    findings: dict[str, int]  # by signal
    groups: int  # candidate groups, those too weak to be listed included
    drift: dict[str, Any]  # signals whose innocent rate moved: see detection.drift


def search(engine: Engine, settings: Settings, clock: Clock) -> Found:
    """Search the engine's tables for rings."""
    with _uncollected():
        return _search(engine, settings, clock)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles, of which a search makes few, among the frames, which stay; it took two seconds."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _search(engine: Engine, settings: Settings, clock: Clock) -> Found:
    tables = engine.tables
    signals, skipped = _chosen(tables, settings)
    clock.expect(len(signals) + 4)
    findings: list[Findings] = [
        clock.part(signal.name, partial(validate, signal, tables, settings)) for signal in signals
    ]
    moved = clock.part("drift", lambda: drift(findings, tables, settings))
    groups = groups_of(findings, engine, settings, clock)
    rings, single = clock.part("rings", lambda: _rings(groups, findings, engine, settings))
    counts = {found.signal.name: len(found.units) for found in findings}
    return Found(rings, single, skipped, counts, len(groups), moved)


def groups_of(findings: list[Findings], engine: Engine, settings: Settings, clock: Clock) -> list[Candidate]:
    """The groups that may be rings, by what the signals found."""
    tied = clock.part("suspicion graph", lambda: ties(findings, _kin(findings, engine)))
    return clock.part("communities", lambda: candidates(tied, settings.seed, wholes(findings)))


def _kin(findings: list[Findings], engine: Engine) -> pd.DataFrame:
    """Pairs of kin, a < b, among the people that a signal ties to each other."""
    tied = [found.units[column] for found in findings if {"a", "b"} <= set(found.signal.unit) for column in ("a", "b")]
    people = pd.DataFrame({"person": pd.concat(tied).unique() if tied else []}, dtype="int32")
    pairs = fetched(relatives(engine.tables.load(people), engine.tables))
    pairs = pairs[pairs["person"] < pairs["relative"]]
    return pairs.rename(columns={"person": "a", "relative": "b"})


def _rings(
    groups: list[Candidate], findings: list[Findings], engine: Engine, settings: Settings
) -> tuple[list[Ring], list[dict[str, Any]]]:
    facts = gather(groups, people_of_alerts(findings), engine.tables)
    with ThreadPoolExecutor(1) as aside:  # the engine's gigabytes take a second to give back, and are needed no more
        aside.submit(engine.close)
        return _judged(groups, findings, facts, settings)


def _judged(
    groups: list[Candidate], findings: list[Findings], facts: Facts, settings: Settings
) -> tuple[list[Ring], list[dict[str, Any]]]:
    heard = (judge(draft, settings) for draft in drafts(groups, findings, facts))
    apart: list[Judged] = [one for one in heard if one is not None]
    judged = joined(apart, findings, facts, settings)
    held = {person for one in judged if one.grade.level != "watch" for person in one.draft.candidate.people}
    rings = sorted((ring(one) for one in judged), key=lambda one: (-one["score"], one["ring_id"]))
    return rings, alerts(findings, held, facts)


def _chosen(tables: Tables, settings: Settings) -> tuple[list[Signal], list[dict[str, str]]]:
    """The signals that can run and are wanted, and the others with the reason.

    Raises:
        RingtraceError: the setting `signals_off` names what is no signal.
    """
    known = all_signals()
    unknown = sorted(set(settings.signals_off) - {signal.name for signal in known})
    if unknown:
        raise RingtraceError(
            f"The setting signals_off names {', '.join(unknown)}, which is no signal. "
            f"There are: {', '.join(signal.name for signal in known)}."
        )
    chosen, skipped = [], []
    for signal in known:
        missing = tables.missing(signal.needs)
        if signal.name in settings.signals_off:
            skipped.append(_skipped(signal, "it is switched off by the setting signals_off"))
        elif missing:
            skipped.append(_skipped(signal, f"the table(s) {', '.join(missing)} were not delivered"))
        else:
            chosen.append(signal)
    return chosen, skipped


def _skipped(signal: Signal, because: str) -> dict[str, str]:
    return {"detector": signal.name, "because": because}
