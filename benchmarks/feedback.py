"""Whether verdicts help: those of half of the rings, told by the truth, calibrate the scores of the other half.

`python -m benchmarks.feedback` makes cities of 20,000 people, searches each with the settings as they come and as an
office would that lets through nearly everything (LAX), and writes the table of docs/verdicts.md. Halves are drawn
many times; what is judged was never seen by the fit.
"""

import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.benchmarks_page import table
from benchmarks.cities import City, made
from benchmarks.measuring import ROOT
from casework.calibration import Pair, _fit
from detection.calibrating import calibrated, likely_innocent
from detection.run import detect
from loaders.load import load
from simulation.evaluate import JUDGED_LEVELS, persons_of
from workspace.runs import read_run
from workspace.settings import Settings
from workspace.snapshots import Workspace

CITIES = tuple(City(20_000, 12, seed, level, "parquet") for level in ("easy", "hard") for seed in (201, 202, 203))
USUAL: dict[str, Any] = {}
LAX: dict[str, Any] = {"false_discovery_rate": 0.9, "watch_score": 0.02}  # nearly everything is let through
DRAWS, SEED = 50, 7
BEGIN, END = "<!-- written by benchmarks.feedback -->", "<!-- end of the written part -->"
Ring = tuple[dict[str, Any], bool]


def right(ring: dict[str, Any], truth: Sequence[frozenset[str]]) -> bool:
    """Whether at least half of a ring's people belong to one true ring, as `ringtrace evaluate` has it."""
    people = persons_of(ring)
    return any(2 * len(people & true) >= len(people) for true in truth)


def searched(city: City, **changed: Any) -> list[Ring]:
    """The rings of a city with whether each is right."""
    made(city)
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
        workspace = Workspace(Path(folder), Settings(threads=1, **changed))
        load(workspace, [city.folder])
        run = read_run(detect(workspace).folder)
    told = json.loads((city.folder / "truth.json").read_text("utf-8"))
    truth = [frozenset(ring["persons"]) for ring in told["rings"]]
    return [(ring, right(ring, truth)) for ring in run["rings"]]


def precision(rings: Sequence[Ring]) -> tuple[int, int]:
    """Right among those at level red or yellow."""
    judged = [is_right for ring, is_right in rings if ring["level"] in JUDGED_LEVELS]
    return sum(judged), len(judged)


def pairs(rings: Sequence[Ring]) -> list[Pair]:
    """What a calibration is fitted to."""
    return [(ring["score"], is_right) for ring, is_right in rings if not likely_innocent(ring)]


def by_halves(rings: Sequence[Ring], settings: Settings) -> dict[str, Any]:
    """Right and reported among the halves that gave no verdict, before and after, over many draws."""
    before, after, better, worse, draws = [0, 0], [0, 0], 0, 0, 0
    chosen = random.Random(SEED)
    for _ in range(DRAWS):
        mixed = chosen.sample(list(rings), len(rings))
        seen, other = mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]
        if len({confirmed for _, confirmed in pairs(seen)}) < 2:
            continue
        slope, shift = _fit(pairs(seen))
        fitted = settings.model_copy(update={"calibration": f"platt:{slope}:{shift}"})
        made_anew = [(ring, is_right) for one, is_right in other for ring in calibrated([one], fitted)]
        was, now = precision(other), precision(made_anew)
        draws += 1
        for total, add in ((before, was), (after, now)):
            total[0] += add[0]
            total[1] += add[1]
        shares = [part / whole if whole else 1.0 for part, whole in (was, now)]
        better += shares[1] > shares[0]
        worse += shares[1] < shares[0]
    return {"before": before, "after": after, "better": better, "worse": worse, "draws": draws}


def main() -> None:
    """Measure, and write the table."""
    rows = []
    for name, changed in (("as they come", USUAL), ("that let through nearly everything", LAX)):
        rings = [ring for city in CITIES for ring in searched(city, **changed)]
        found = by_halves(rings, Settings(**changed))
        print(name, len(pairs(rings)), sum(one for _, one in pairs(rings)), found, flush=True)
        rows.append(_row(name, rings, found))
    head = ("settings", "rings that count", "of them right", "right of reported before", "after", "right rings kept",
            "draws better / worse")  # fmt: skip
    file = ROOT / "docs/verdicts.md"
    before, begin, rest = file.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    file.write_text(f"{before}{begin}\n\n{table(head, rows)}\n\n{END}{after}", encoding="utf-8")


def _row(name: str, rings: Sequence[Ring], found: dict[str, Any]) -> tuple[str, ...]:
    counting = pairs(rings)
    (was, of_was), (now, of_now) = found["before"], found["after"]
    return (
        name, str(len(counting)), str(sum(one for _, one in counting)), f"{was / of_was:.3f}" if of_was else "–",
        f"{now / of_now:.3f}" if of_now else "–", f"{now / was:.3f}" if was else "–",
        f"{found['better']} / {found['worse']} of {found['draws']}",
    )  # fmt: skip


if __name__ == "__main__":
    main()
