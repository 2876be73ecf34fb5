"""How well the main job finds the rings of synthetic cities, and how well two plain baselines do.

`python -m benchmarks.quality_first --persons 100000 --seeds 7 --levels easy mid hard none` makes each city, loads it
and searches it through the command line, judges rings and alerts against the truth, and writes docs/quality.md. Figures
are kept in the cache folder as they are taken, so that levels measured one after the other make one page.
"""

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import baselines, machine
from benchmarks.cities import CACHE, City, emptied, made, ringtrace
from benchmarks.measuring import ROOT, run_measured
from benchmarks.quality_page import page
from simulation.evaluate import Evaluation, Share, evaluate
from simulation.hiding import LEVELS

FIGURES = CACHE / "quality.json"
PAGE = ROOT / "docs" / "quality.md"


def measure(city: City, *, with_baselines: bool = True) -> dict[str, Any]:
    """Figures of one city: those of the main job, and of each baseline."""
    made(city)
    workspace = emptied(city)
    rings = workspace / "rings.json"
    run_measured(ringtrace(city, "load", str(city.folder)))
    run_measured(ringtrace(city, "detect", "--out", str(rings)))
    judged = figures_of(evaluate(rings, city.folder / "truth.json"))
    told = json.loads(rings.read_text(encoding="utf-8"))
    levels = [ring["level"] for ring in told["rings"]]
    judged |= {level: levels.count(level) for level in ("red", "yellow", "watch")} | {
        "alerts_given": len(told["alerts"])
    }
    plain = {}
    if with_baselines:
        for name, baseline in baselines.BASELINES.items():
            plain[name] = figures_of(baselines.judge(baseline(city.folder), city.folder))
    return {"city": asdict(city), "ours": judged, "baselines": plain, "date": machine.today()}


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


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge the main job on synthetic cities; write docs/quality.md.")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seeds", nargs="+", type=int, default=[7])
    parser.add_argument("--levels", nargs="+", choices=LEVELS, default=LEVELS)
    parser.add_argument("--fresh", action="store_true", help="forget earlier figures")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to write")
    given = parser.parse_args()
    known = FIGURES.is_file() and not given.fresh
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if known else {}
    for seed in given.seeds:
        for level in given.levels:
            city = City(given.persons, given.months, seed, level, "parquet")
            figures[city.folder.name] = measure(city)
            FIGURES.write_text(json.dumps(figures, indent=1), encoding="utf-8")
            print(json.dumps(figures[city.folder.name]), flush=True)
            shutil.rmtree(city.workspace, ignore_errors=True)
            given.page.write_text(page(list(figures.values())), encoding="utf-8")


if __name__ == "__main__":
    main()
