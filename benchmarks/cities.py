"""Cities to measure on: made once by `ringtrace generate`, kept beside other things worth keeping."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measuring import RINGTRACE, run_measured

CACHE = Path(os.environ.get("RINGTRACE_BENCH_CACHE") or Path.home() / ".cache" / "ringtrace" / "bench")


@dataclass(frozen=True)
class City:
    """Arguments of `ringtrace generate`."""

    persons: int
    months: int = 12
    seed: int = 7
    level: str = "mid"
    file_type: str = "csv"

    @property
    def folder(self) -> Path:
        return CACHE / f"city-{self._name}"

    @property
    def workspace(self) -> Path:
        return CACHE / f"workspace-{self._name}"

    @property
    def _name(self) -> str:
        return f"{self.persons}-{self.months}-{self.level}-{self.seed}-{self.file_type}"


@dataclass(frozen=True)
class Made:
    """How a city was made: seconds, peak bytes of the process tree, cores busy with other work, bytes of its files."""

    seconds: float
    peak_bytes: int
    others: float | None  # None where nobody looked
    bytes: int


def made(city: City, *, fresh: bool = False) -> Made:
    """Make the city, or find it made; either way how long it took then."""
    note = city.folder.with_suffix(".json")
    if fresh or not note.is_file() or not (city.folder / "truth.json").is_file():
        command = [str(RINGTRACE), "generate", str(city.folder), "--persons", str(city.persons)]
        command += ["--months", str(city.months), "--seed", str(city.seed), "--level", city.level]
        command += ["--file-type", city.file_type]
        city.folder.parent.mkdir(parents=True, exist_ok=True)
        run = run_measured(command)
        size = sum(file.stat().st_size for file in city.folder.iterdir())
        note.write_text(json.dumps(asdict(Made(**run.figures, bytes=size))), encoding="utf-8")
    return Made(**json.loads(note.read_text(encoding="utf-8")))


def ringtrace(city: City, *words: str) -> list[str]:
    """A command line of ringtrace in the city's workspace, with its answer as JSON."""
    return [str(RINGTRACE), "-w", str(city.workspace), "--json", *words]


def emptied(city: City) -> Path:
    """The city's workspace, without what an earlier measurement left."""
    shutil.rmtree(city.workspace, ignore_errors=True)
    city.workspace.mkdir(parents=True)
    return city.workspace


def forgotten(city: City) -> None:
    """Remove the city and its workspace."""
    for folder in (city.folder, city.workspace):
        shutil.rmtree(folder, ignore_errors=True)
    city.folder.with_suffix(".json").unlink(missing_ok=True)
