"""The demonstration: a city, loaded, built, searched, and compared with its truth."""

from dataclasses import dataclass
from pathlib import Path

from casework.audit.anchors import HEAD, LOCK, SEALS
from casework.audit.keys import FILE as KEY
from command_line import progress
from command_line.main_job import MainJob, run_main_job
from simulation.evaluate import Evaluation, evaluate
from simulation.generate import TRUTH_FILE, generate_city
from workspace.errors import RingtraceError
from workspace.runs import RINGS_FILE
from workspace.snapshots import Workspace

FOLDER = Path("demo")
PERSONS, MONTHS, LEVEL = 20_000, 12, "mid"
_CITY = "city"
# What stands in a workspace that was only opened: the audit log with its key and heads, and the casebook.
_KEPT_FROM_THE_START = (HEAD, SEALS, LOCK, KEY, "casebook.sqlite")  # SQLite adds endings of its own


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
    if not (city / TRUTH_FILE).is_file() and _holds_something_else(folder):
        raise RingtraceError(
            f"{folder.absolute()} holds something else than a demonstration. Name an empty folder: "
            "ringtrace demo -w FOLDER"
        )
    with progress.stage("generate") as report:
        generate_city(city, persons=PERSONS, months=MONTHS, seed=workspace.settings.seed, level=LEVEL, progress=report)
    job = run_main_job(workspace, [city])
    return Demo(city, job, evaluate(job.found.folder / RINGS_FILE, city / TRUTH_FILE))


def _holds_something_else(folder: Path) -> bool:
    return folder.exists() and any(not file.name.startswith(_KEPT_FROM_THE_START) for file in folder.iterdir())
