"""What each signal, explanation and step is worth: the search without it, judged on the same cities.

`python -m benchmarks.ablations WORKSPACE OUT KIND NAME` searches a workspace without one explanation or step and writes
its rings; signals are left out by the setting `signals_off`, as any user would.
"""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

from benchmarks.cities import City
from benchmarks.judged import run_judged
from detection.explanation import all_explanations
from detection.run import detect
from detection.signal import all_signals
from workspace.snapshots import Workspace

# Step: where it is, and what stands there without it.
STEPS: dict[str, tuple[str, Callable[[], Any]]] = {
    "circles grow by likelihood": ("detection.circles.found.grow", lambda: lambda circles, tables: circles),
    "crews take in further customers": ("detection.crews.JOINS", lambda: float("inf")),
    "small circles weigh less": ("detection.grading.strength", lambda: lambda helds: 1.0 if helds else 0.0),
    "gain of the whole group": ("detection.draft.Draft.gain", lambda: property(lambda draft: 1.0)),
    "kin are no tie": ("detection.searching._kin", lambda: lambda findings, engine: pd.DataFrame({"a": [], "b": []})),
}


def ablated(city: City, truth: Path) -> dict[str, dict[str, Any]]:
    """Figures of the loaded city with everything and without each part, by what was left out."""
    told = {"nothing": run_judged(city, truth)}
    for signal in all_signals():
        off = json.dumps([signal.name])
        told[f"signal: {signal.title}"] = run_judged(city, truth, RINGTRACE_SIGNALS_OFF=off)
    named = [("explanation", one.name, one.title) for one in all_explanations()] + [("step", one, one) for one in STEPS]
    for kind, name, title in named:
        command = [sys.executable, "-m", "benchmarks.ablations", str(city.workspace)]
        command += [str(city.workspace / "rings.json"), kind, name]
        told[f"{kind}: {title}"] = run_judged(city, truth, command)
    return told


def detect_without(workspace: Path, out: Path, kind: str, name: str) -> None:
    """Search a workspace without one explanation or step."""
    if kind == "explanation":
        kept = tuple(one for one in all_explanations() if one.name != name)
        target, stand_in = "detection.rings.all_explanations", lambda: kept
    else:
        target, make = STEPS[name]
        stand_in = make()
    with patch(target, stand_in):
        report = detect(Workspace.open(workspace))
    shutil.copy(report.folder / "rings.json", out)


if __name__ == "__main__":
    detect_without(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
