"""How well rings are found: by level and seed, without each part, on faulty records, and beside other methods.

`python -m benchmarks.quality` makes cities of 100,000 people over 12 months, ten seeds a level, loads and searches each
through the command line, judges against the truth, and writes docs/quality.md. `--parts levels` (or ablations,
robustness, opinions, replay) measures only that. Figures are kept in the cache folder as they are taken, so that parts
measured one after the other make one page, each with its date. Nothing here looks at a setting by level or seed.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import baselines, machine, other_cities
from benchmarks.ablations import ablated
from benchmarks.cities import CACHE, City, emptied, forgotten, made, ringtrace
from benchmarks.judged import figures_of, run_judged
from benchmarks.measuring import ROOT, run_measured
from benchmarks.quality_page import page
from benchmarks.replay import replayed
from benchmarks.robustness import degradations
from benchmarks.second_opinions import opinions
from simulation.hiding import LEVELS

FIGURES = CACHE / "quality.json"
PAGE = ROOT / "docs" / "quality.md"
SEEDS = tuple(range(101, 111))  # none of them was looked at while detection was written


def by_level(city: City) -> dict[str, Any]:
    """Figures of one city: those of the search, and of each baseline."""
    loaded(city)
    judged = run_judged(city, city.folder / "truth.json")
    plain = {
        name: figures_of(baselines.judge(baseline(city.folder), city.folder))
        for name, baseline in baselines.BASELINES.items()
        if city.level != "none"
    }
    return {"ours": judged, "baselines": plain}


def without_each_part(city: City) -> dict[str, Any]:
    """Figures without each signal, explanation and step."""
    loaded(city)
    return {"without": ablated(city, city.folder / "truth.json")}


def on_faulty_records(city: City) -> dict[str, Any]:
    """Figures with each fault of the records."""
    made(city)
    return {"faults": degradations(city)}


def by_other_methods(city: City) -> dict[str, Any]:
    """People named by other methods."""
    made(city)
    return {"methods": opinions(city.folder)}


def month_by_month(city: City) -> dict[str, Any]:
    """The city's rings followed through its months."""
    made(city)
    return {"replay": replayed(city)}


def loaded(city: City) -> None:
    """Make and load the city."""
    made(city)
    emptied(city)
    run_measured(ringtrace(city, "load", str(city.folder)))


# Part: how a city is measured, and at how many seeds and which levels.
PARTS: dict[str, tuple[Callable[[City], dict[str, Any]], int, tuple[str, ...]]] = {
    "levels": (by_level, len(SEEDS), tuple(LEVELS)),
    "ablations": (without_each_part, 1, ("mid", "hard", "none")),
    "other_make": (other_cities.judged, 2, tuple(LEVELS)),
    "robustness": (on_faulty_records, 1, ("mid", "none")),
    "opinions": (by_other_methods, 2, ("easy", "mid", "hard")),
    "replay": (month_by_month, 1, ("easy", "mid", "hard")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Judge the search on synthetic cities; write docs/quality.md.")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--levels", nargs="+", choices=LEVELS, default=LEVELS)
    parser.add_argument("--parts", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--fresh", action="store_true", help="forget earlier figures")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to write")
    given = parser.parse_args()
    known = FIGURES.is_file() and not given.fresh
    figures: dict[str, dict[str, Any]] = json.loads(FIGURES.read_text(encoding="utf-8")) if known else {}
    for part in given.parts:
        measure, seeds, levels = PARTS[part]
        for seed in given.seeds[:seeds]:
            for level in (one for one in given.levels if one in levels):
                city = City(given.persons, given.months, seed, level, "parquet")
                start = time.perf_counter()
                taken = measure(city) | {"city": asdict(city), "date": machine.today()}
                figures.setdefault(part, {})[city.folder.name] = taken
                FIGURES.write_text(json.dumps(figures, indent=1), encoding="utf-8")
                print(f"{part} {level} {seed}: {time.perf_counter() - start:.0f} s", flush=True)
                shutil.rmtree(city.workspace, ignore_errors=True)
                forgotten(city)
                given.page.write_text(page(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
