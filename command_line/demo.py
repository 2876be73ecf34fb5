"""The demonstration: a city, loaded, built, searched, and compared with its truth."""

from dataclasses import dataclass
from pathlib import Path

from simulation.evaluate import Evaluation, evaluate

from command_line import progress
from command_line.main_job import MainJob, run_main_job
from simulation.generate import generate_city
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, making, remove

FOLDER = Path("demo")
PERSONS, MONTHS, LEVEL = 20_000, 12, "mid"
_CITY = "city"


@dataclass(frozen=True)
class Demo:
    """What the demonstration made."""

    city: Path
    job: MainJob
    judged: Evaluation


def run_demo(folder: Path) -> Demo:
    """Make the city in `folder` and do the main job on it; a second time gives the same again.

    Raises:
        RingtraceError: the folder holds something that no demonstration put there.
    """
    workspace = Workspace.open(folder)
    city = folder / _CITY
    if folder.exists() and any(folder.iterdir()) and not (city / "truth.json").is_file():
        raise RingtraceError(
            f"{folder.absolute()} holds something else than a demonstration. Name an empty folder: "
            "ringtrace demo -w FOLDER"
        )
    if not (city / "truth.json").is_file():
        _generate(city, workspace.settings.seed)
    job = run_main_job(workspace, [city])
    return Demo(city, job, evaluate(job.found.folder / "rings.json", city / "truth.json"))


def _generate(city: Path, seed: int) -> None:
    """The city takes its place whole, so that a demonstration broken off starts over by itself."""
    with making(city.parent) as made, progress.stage("generate") as report:
        fresh = generate_city(made / _CITY, persons=PERSONS, months=MONTHS, seed=seed, level=LEVEL, progress=report)
        remove(city)
        fresh.rename(city)
