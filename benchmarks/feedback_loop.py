"""The whole way of verdicts: casebook, calibration, the next search. Does it help on the rings that nobody decided on?

`python -m benchmarks.feedback_loop --rows FILE hard:301 …` makes each city anew (level and seed), searches it as an
office would that reports nearly everything (WIDE), decides in its casebook on half of the rings as the truth has it,
calibrates by these verdicts, searches again with the line that was printed, and judges the other half before and after.
A row a city; `--write` puts them into docs/verdicts.md.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.benchmarks_page import table
from benchmarks.cities import City, made
from benchmarks.feedback import LAX, Ring, precision, right
from benchmarks.measuring import ROOT
from casework.calibration import calibrate
from casework.casebook import Casebook
from casework.status import Status
from casework.verdicts import verdicts
from detection.earlier import read_lineage
from detection.run import detect
from loaders.load import load
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.settings import Settings
from workspace.snapshots import Workspace

PERSONS, SEED = 120_000, 7
WIDE: dict[str, Any] = LAX | {"yellow_score": 0.3, "red_score": 0.6}
BEGIN, END = "<!-- written by benchmarks.feedback_loop -->", "<!-- end of what the loop wrote -->"
HEAD = ("city", "rings", "decided on", "of them right", "right of reported before", "after", "calibration")


def searched(workspace: Workspace, truth: list[frozenset[str]]) -> tuple[Path, dict[str, Ring]]:
    """The folder of a fresh run, and its rings by id with whether each is right."""
    folder = detect(workspace).folder
    return folder, {one["ring_id"]: (one, right(one, truth)) for one in read_run(folder)["rings"]}


def looped(city: City, **changed: Any) -> tuple[str, ...]:
    """One city's row."""
    made(city)
    told = json.loads((city.folder / "truth.json").read_text("utf-8"))
    truth = [frozenset(ring["persons"]) for ring in told["rings"]]
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as place:
        workspace = Workspace(Path(place), Settings(**changed))
        load(workspace, [city.folder])
        folder, before = searched(workspace, truth)
        decided = set(random.Random(SEED).sample(sorted(before), len(before) // 2))
        found = (f"{city.level} {city.seed}", str(len(before)), str(len(decided)))
        found += (str(sum(before[one][1] for one in decided)),)
        others = [before[one] for one in before if one not in decided]
        book = Casebook(workspace)
        try:
            book.bring_in(read_run(folder), read_lineage(folder))
            for one in sorted(decided):
                verdict = Status.CONFIRMED if before[one][1] else Status.INNOCENT
                book.judge(one, verdict, "as the truth of the simulation has it", "truth")
            made_of_them = calibrate(workspace, verdicts(workspace, book), "truth")
        except RingtraceError as error:
            return (*found, shown(others), "–", str(error).partition(":")[0])
        finally:
            book.close()
        _, after = searched(Workspace(Path(place), Settings(**changed, calibration=made_of_them.setting)), truth)
    return (*found, shown(others), shown([after[one] for one in after if one not in decided]), made_of_them.setting)


def shown(rings: list[Ring]) -> str:
    """Right of reported: `12 of 14`."""
    part, whole = precision(rings)
    return f"{part} of {whole}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the loop of verdicts on fresh cities.")
    parser.add_argument("cities", nargs="+", metavar="LEVEL:SEED")
    parser.add_argument("--rows", type=Path, required=True, help="file that keeps the rows of earlier calls")
    parser.add_argument("--write", action="store_true", help="write docs/verdicts.md from all rows")
    given = parser.parse_args()
    rows: list[list[str]] = json.loads(given.rows.read_text("utf-8")) if given.rows.is_file() else []
    for one in given.cities:
        level, _, seed = one.partition(":")
        city = City(PERSONS, 12, int(seed), level, "parquet")
        rows.append(list(looped(city, **WIDE)))
        print(rows[-1], flush=True)
        given.rows.write_text(json.dumps(rows), encoding="utf-8")
    if given.write:
        file = ROOT / "docs/verdicts.md"
        before, begin, rest = file.read_text("utf-8").partition(BEGIN)
        told = table(HEAD, [tuple(row) for row in rows])
        file.write_text(f"{before}{begin}\n\n{told}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
