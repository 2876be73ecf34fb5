"""The same findings three ways: by Ringtrace's signals, by pandas, by hand-written SQL on DuckDB (the floor).

`python -m benchmarks.findings WORKSPACE` measures all three on the snapshot in force, each in a process of its own,
and stops where they differ. Each does the whole work from Parquet to validated findings with their lines: what was
seen, the null model, the test, the correction, the evidence. Seconds are of the work, without the imports.
"""

import hashlib
import importlib
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from benchmarks.measuring import run_measured
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace

SIGNALS = ("co_swipe", "repeated_code")
WAYS = ("ours", "duckdb", "pandas")


@dataclass(frozen=True)
class Found:
    """What one way found, with the ids of the tables.

    `seen`: what was seen before any test (co_swipe: one, other, times; repeated_code: line_id). `units`: what stood
    the test (the ids of the unit, times, expected). `evidence`: line_id, person_id.
    """

    seen: pd.DataFrame
    units: pd.DataFrame
    evidence: pd.DataFrame
    tests: int


# A way works until its findings are there and gives them back as a function that puts ids for keys (not timed).
Way = Callable[[Workspace, Snapshot, Settings], Callable[[], Found]]


@dataclass(frozen=True)
class Measured:
    """One way's seconds and memory, and marks of what it found: equal findings have equal marks."""

    way: str
    signal: str
    seconds: float
    peak_bytes: int
    others: float  # cores busy with other work meanwhile
    seen: int
    tests: int
    units: int
    evidence: int
    expected: float
    marks: str


def measure(workspace: Path, signal: str, way: str) -> Measured:
    """One way in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.findings", str(workspace), signal, way]
    run = run_measured(command)
    told = json.loads(run.output.splitlines()[-1])
    return Measured(way=way, signal=signal, peak_bytes=run.peak_bytes, others=run.others, **told)


def differing(measured: list[Measured]) -> list[str]:
    """What is not the same among the ways of one signal; empty where all agree."""
    first = measured[0]
    names = ("seen", "tests", "units", "evidence", "marks")
    different = [
        f"{one.signal}: {one.way} has {name} {getattr(one, name)}, {first.way} {getattr(first, name)}"
        for one in measured[1:]
        for name in names
        if getattr(one, name) != getattr(first, name)
    ]
    return different + [
        f"{one.signal}: {one.way} expects {one.expected}, {first.way} {first.expected}"
        for one in measured[1:]
        if not math.isclose(one.expected, first.expected, rel_tol=1e-9)
    ]


def _work(path: Path, signal: str, way: str) -> dict[str, object]:
    work: Way = getattr(importlib.import_module(f"benchmarks.findings_{way}"), signal)
    workspace = Workspace.open(path)
    snapshot = workspace.require_current()
    started = time.perf_counter()
    finish = work(workspace, snapshot, workspace.settings)
    seconds = time.perf_counter() - started
    found = finish()
    return {
        "seconds": seconds,
        "seen": len(found.seen),
        "tests": found.tests,
        "units": len(found.units),
        "evidence": len(found.evidence),
        "expected": float(found.units["expected"].sum()),
        "marks": " ".join(_mark(frame) for frame in (found.seen, found.units.drop(columns="expected"), found.evidence)),
    }


def _mark(frame: pd.DataFrame) -> str:
    """A digest that does not depend on the order of rows, nor on how whole numbers are held."""
    whole = frame.assign(times=frame["times"].astype("int64")) if "times" in frame else frame
    ordered = whole.sort_values(list(whole.columns))
    return hashlib.sha256(ordered.to_csv(index=False).encode()).hexdigest()[:16]


def main() -> None:
    path = Path(sys.argv[1])
    if len(sys.argv) > 2:
        print(json.dumps(_work(path, sys.argv[2], sys.argv[3])))
        return
    for signal in SIGNALS:
        measured = [measure(path, signal, way) for way in WAYS]
        for one in measured:
            print(json.dumps(asdict(one)))
        print("; ".join(differing(measured)) or f"{signal}: all three agree")


if __name__ == "__main__":
    main()
