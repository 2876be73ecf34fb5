"""Findings by Ringtrace's own signals, as a run of detect makes them."""

from collections.abc import Callable
from contextlib import ExitStack

import pandas as pd

from benchmarks.findings import Found
from detection.engines import Engine, duckdb_engine
from detection.signal import Findings, validate
from detection.signals import co_swipe as co_swipe_signal
from detection.signals import repeated_code as repeated_code_signal
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace


def co_swipe(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    opened = ExitStack()
    engine = opened.enter_context(duckdb_engine(workspace, snapshot))
    findings = validate(co_swipe_signal.signal, engine.tables, settings)

    def finish() -> Found:
        with opened:
            people = _people(engine)
            seen = co_swipe_signal.measure(engine.tables, settings).select("a", "b", "times").to_pandas()
            return Found(
                pd.DataFrame({"one": seen["a"].map(people), "other": seen["b"].map(people), "times": seen["times"]}),
                pd.DataFrame(
                    {
                        "one": findings.units["a"].map(people),
                        "other": findings.units["b"].map(people),
                        "times": findings.units["times"],
                        "expected": findings.units["expected"],
                    }
                ),
                _evidence(findings, people, engine),
                findings.tests,
            )

    return finish


def repeated_code(workspace: Workspace, snapshot: Snapshot, settings: Settings) -> Callable[[], Found]:
    opened = ExitStack()
    engine = opened.enter_context(duckdb_engine(workspace, snapshot))
    findings = validate(repeated_code_signal.signal, engine.tables, settings)

    def finish() -> Found:
        with opened:
            people = _people(engine)
            places = engine.tables.places.select("place", "institution_id").to_pandas()
            units = pd.DataFrame(
                {
                    "person_id": findings.units["person"].map(people),
                    "institution_id": findings.units["place"].map(places.set_index("place")["institution_id"]),
                    "times": findings.units["times"],
                    "expected": findings.units["expected"],
                }
            )
            reused = repeated_code_signal.reused_lines(engine.tables)
            seen = engine.tables.line_ids(reused).select("line_id").to_pandas()
            return Found(seen, units, _evidence(findings, people, engine), findings.tests)

    return finish


def _people(engine: Engine) -> "pd.Series[str]":
    people = engine.tables.people.select("person", "person_id").to_pandas()
    return people.set_index("person")["person_id"]


def _evidence(findings: Findings, people: "pd.Series[str]", engine: Engine) -> pd.DataFrame:
    ids = engine.tables.line_ids(engine.load(findings.evidence[["line"]])).to_pandas().set_index("line")["line_id"]
    return pd.DataFrame(
        {"line_id": findings.evidence["line"].map(ids), "person_id": findings.evidence["person"].map(people)}
    )
