"""One run judged against the truth of its city, as plain values that a page is made of."""

import json
import os
from pathlib import Path
from typing import Any

from benchmarks.cities import City, ringtrace
from benchmarks.losses import losses
from benchmarks.measuring import run_measured
from detection.calibrating import likely_innocent
from simulation.evaluate import Evaluation, Share, belongs_to, evaluate, persons_of


def run_judged(city: City, truth: Path, command: list[str] | None = None, **environment: str) -> dict[str, Any]:
    """Search the snapshot of the city's workspace and judge what was found.

    `command` is what writes `rings.json` into the workspace instead of `ringtrace detect`; `environment` are settings.
    """
    rings = city.workspace / "rings.json"
    run_measured(command or ringtrace(city, "detect", "--out", str(rings)), dict(os.environ) | environment)
    told = json.loads(rings.read_text(encoding="utf-8"))
    levels = [ring["level"] for ring in told["rings"]]
    counts = {level: levels.count(level) for level in ("red", "yellow", "watch")}
    judged = figures_of(evaluate(rings, truth)) | counts | {"alerts_given": len(told["alerts"])}
    judged |= {"losses": losses(told, truth)}
    return judged | {"scores": scores(told, truth), "skipped": [one["detector"] for one in told["skipped"]]}


def scores(told: dict[str, Any], truth: Path) -> list[list[float]]:
    """[score, 1 if right else 0] of every listed ring that no likely explanation holds back."""
    groups = [set(ring["persons"]) for ring in json.loads(truth.read_text(encoding="utf-8"))["rings"]]
    return [
        [ring["score"], float(belongs_to(persons_of(ring), groups) is not None)]
        for ring in told["rings"]
        if not likely_innocent(ring)
    ]


def figures_of(judged: Evaluation) -> dict[str, Any]:
    """An evaluation as plain values: shares as [part, whole]."""

    def share(one: Share) -> list[int]:
        return [one.part, one.whole]

    return {
        "precision": [judged.right, judged.reported],
        "recall": [judged.found, judged.true],
        "split": share(judged.split),
        "person_precision": share(judged.persons_reported),
        "person_recall": share(judged.persons_true),
        "alerts": share(judged.alerts),
        "lenders": share(judged.lenders),
        "by_pattern": {name: share(one) for name, one in judged.by_pattern.items()},
        "by_variant": {name: share(one) for name, one in judged.by_variant.items()},
        "wrong_by_kind": dict(judged.wrong_by_kind),
    }
