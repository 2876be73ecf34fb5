"""A snapshot into a Neo4j, by the driver and by Neo4j's own import.

`python -m benchmarks.neo4j_loads driver|bulk --persons N` measures one of them through the command line and
writes docs/benchmarks.md. The server is one of the release with long support, on this machine, sharing its cores.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.benchmarks_page import page
from benchmarks.cities import City, ringtrace
from benchmarks.main_job import FIGURES, PAGE, Figures, keep, loaded
from benchmarks.measuring import Run, run_measured
from benchmarks.neo4j_server import Server, home_of, java, prepare_neo4j, running

MEMORY = ("2g", "2g")  # heap and page cache of the server


def measure_driver(city: City, folder: Path) -> dict[str, Any]:
    """Load everything by the driver into an empty database."""
    with running(folder / "home", memory=MEMORY) as server:
        run = run_measured(ringtrace(city, "build", "--store", "neo4j"), reaching(server))
    steps: Mapping[str, float] = json.loads(run.output)["seconds"]
    loading = sum(seconds for name, seconds in steps.items() if name.startswith("load "))
    return run.figures | {"elements": elements(run), "loading": loading}


def measure_bulk(city: City, folder: Path) -> dict[str, Any]:
    """Write files and import them, start the server, add constraints and rings and count everything."""
    prepare_neo4j()
    home = folder / "home"
    environment = home_of(home) | {"RINGTRACE_NEO4J_ADMIN": " ".join(java("Neo4jAdminCommand"))}
    words = ("build", "--store", "neo4j", "--files", str(folder / "files"))
    files = run_measured(ringtrace(city, *words), environment)
    told = json.loads(files.output)
    command = list(told["command"])
    imported = run_measured(command, environment, folder)
    shutil.rmtree(folder / "files")
    began = time.perf_counter()
    with running(home, memory=MEMORY) as server:
        started = time.perf_counter() - began
        completed = run_measured(ringtrace(city, "build", "--store", "neo4j"), reaching(server))
    rows = sum(told["counts"].values())
    parts = {
        "files": files.seconds,
        "import": imported.seconds,
        "start": started,
        "constraints": completed.seconds,
    }
    return {
        "elements": rows,
        "parts": parts,
        "seconds": sum(parts.values()),
        "peak_bytes": max(one.peak_bytes for one in (files, imported, completed)),
        "others": max(one.others for one in (files, imported, completed)),
        "same": elements(completed) >= rows,
    }


def reaching(server: Server) -> dict[str, str]:
    """The environment that leads to a server."""
    return os.environ | {"RINGTRACE_NEO4J_URI": server.uri, "RINGTRACE_NEO4J_PASSWORD": server.password}


def elements(run: Run) -> int:
    """Nodes and edges that a build told."""
    counts: Mapping[str, int] = json.loads(run.output)["counts"]
    return sum(counts.values())


WAYS = {"driver": measure_driver, "bulk": measure_bulk}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the ways into a Neo4j; write docs/benchmarks.md.")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--persons", type=int, default=100_000)
    given = parser.parse_args()
    city = City(given.persons)
    loaded(city)
    with tempfile.TemporaryDirectory(dir=city.workspace) as folder:
        taken = WAYS[given.way](city, Path(folder))
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    keep(figures, f"neo4j {given.way}", city, taken)
    PAGE.write_text(page(figures, machine.described()), encoding="utf-8")


if __name__ == "__main__":
    main()
