"""Cities of another make: by a generator whose author had seen neither detectors nor simulator.

`benchmarks/other_make/` was written from the data format and the description of the field alone. It is kept as its
author left it, for who is judged does not edit the judge; so it stands outside of lint. What it models: its README.
"""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.cities import CACHE, City, emptied, ringtrace
from benchmarks.judged import run_judged
from benchmarks.measuring import run_measured
from benchmarks.tables import table

GENERATOR = Path(__file__).parent / "other_make" / "city.py"
LEVELS = ("easy", "mid", "hard", "none")


class OtherCity(City):
    """The same arguments, another maker."""

    @property
    def folder(self) -> Path:
        return CACHE / f"other-{self._name}"

    @property
    def workspace(self) -> Path:
        return CACHE / f"other-workspace-{self._name}"


def judged(city: City) -> dict[str, Any]:
    """Figures of the search on the other maker's city of the same people, months, seed and level."""
    other = OtherCity(city.persons, city.months, city.seed, city.level, city.file_type)
    command = [sys.executable, str(GENERATOR), "--people", str(city.persons), "--months", str(city.months)]
    run_measured([*command, "--seed", str(city.seed), "--level", city.level, "--out", str(other.folder)])
    emptied(other)
    run_measured(ringtrace(other, "load", str(other.folder)))
    figures = run_judged(other, other.folder / "truth.json")
    for folder in (other.folder, other.workspace):
        shutil.rmtree(folder, ignore_errors=True)
    return {"ours": figures}


def other_part(figures: dict[str, dict[str, Any]]) -> str:
    """The section of docs/quality.md, from figures by city."""
    cities = list(figures.values())
    if not cities:
        return ""
    rows = []
    for level in LEVELS:
        own = [one for one in cities if one["city"]["level"] == level]
        if own:
            rows.append((f"`{level}`", *(_share(own, name) for name in ("precision", "recall", "person_precision"))))
    seeds = sorted({one["city"]["seed"] for one in cities})
    size = f"{cities[0]['city']['persons']:,} people"
    return _TOLD.format(size=size, seeds=", ".join(map(str, seeds))) + table(
        ("level", "reported rings that are right", "true rings found", "people named rightly"), rows
    )


def _share(cities: Sequence[dict[str, Any]], name: str) -> str:
    part, whole = (sum(one["ours"][name][number] for one in cities) for number in (0, 1))
    return f"{part / whole:.2f} ({part:,} of {whole:,})" if whole else f"– ({part:,} of {whole:,})"


_TOLD = """## Cities of another make

{size}, seeds {seeds}, by a generator whose author had seen neither the detectors nor our simulator, and worked from the
data format and the description of the field alone (`benchmarks/other_make`): other mechanics, other crooks, other
look-alikes. Weights of oddness and of patterns were fitted on seeds 5, 6 and 7 of it together with cities of our own;
nothing was chosen looking at these seeds, but they are of a maker whom the weights know. A ring counts as found only
under its own pattern; which pattern a ring is of is the weakest part here.

"""
