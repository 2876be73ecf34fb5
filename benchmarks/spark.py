"""Detection on Spark beside DuckDB, on cities small enough for both.

`python -m benchmarks.spark` measures both engines with two threads at 20,000 people and writes the page.
Spark's work is done in its Java, so what counts is the processor time of the whole process tree, which other work on
the machine hardly changes.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks import machine
from benchmarks.benchmarks_page import page
from benchmarks.cities import City
from benchmarks.main_job import FIGURES, PAGE, Figures, keep, loaded
from benchmarks.measuring import ROOT
from benchmarks.spark_page import SIZES
from detection.engines import EngineName
from detection.run import detect
from workspace.snapshots import Workspace

ENGINES: tuple[EngineName, ...] = ("duckdb", "spark")
THREADS = "2"


def measure_here(workspace: Workspace, engine: EngineName) -> dict[str, Any]:
    """Search once in this process: seconds, processor seconds, peak bytes of Python and Java, bytes that Spark kept."""
    taken: dict[str, float] = dict.fromkeys(("processor", "python_bytes", "java_bytes", "kept_bytes"), 0)
    begun = time.perf_counter()

    def look(step: str, share: float) -> None:
        own, java = psutil.Process(), psutil.Process().children(recursive=True)
        taken["processor"] = sum(sum(one.cpu_times()[:2]) for one in (own, *java))
        taken["python_bytes"] = max(taken["python_bytes"], own.memory_info().rss)
        taken["java_bytes"] = max(taken["java_bytes"], sum(one.memory_info().rss for one in java))
        kept = sum(file.stat().st_size for file in (workspace.path / ".spill").glob("kept_*/*/*.parquet"))
        taken["kept_bytes"] = max(taken["kept_bytes"], kept)

    found = detect(workspace, engine=engine, progress=look)
    rings = [[ring["ring_id"], ring["score"]] for ring in found.rings]
    return taken | {"seconds": time.perf_counter() - begun, "rings": rings, "parts": found.seconds}


def measure(city: City, engine: EngineName, figures: Figures) -> None:
    """Search in a process of its own."""
    environment = dict(os.environ) | {"RINGTRACE_THREADS": THREADS, "RINGTRACE_SPARK_MASTER": f"local[{THREADS}]"}
    command = [sys.executable, "-m", "benchmarks.spark", "--here", str(city.workspace), engine]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    settlements = Workspace.open(city.workspace).require_current().manifest["tables"]["settlements"]["loaded"]
    keep(figures, f"detect on {engine}", city, json.loads(done.stdout) | {"settlements": settlements})


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure detection on Spark beside DuckDB; write docs/benchmarks.md.")
    parser.add_argument("--here", nargs=2, metavar=("WORKSPACE", "ENGINE"), help="one search, in this process")
    given = parser.parse_args()
    if given.here:
        print(json.dumps(measure_here(Workspace.open(Path(given.here[0])), given.here[1])))
        return
    for persons in SIZES:
        city = City(persons)
        for engine in ENGINES:
            figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
            loaded(city)
            measure(city, engine, figures)
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    PAGE.write_text(page(figures, machine.described()), encoding="utf-8")


if __name__ == "__main__":
    main()
