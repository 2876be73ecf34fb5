"""The main job measured: generate, load, build, detect on cities of several sizes, and its peers beside it.

`python -m benchmarks.main_job --persons 100000 250000 1000000 --months 12` measures everything and writes
docs/benchmarks.md. `--parts job` (or findings, graph, networkx) measures only that part; `--parts detect` (or load,
build) only that step, on what the earlier steps left. Figures are kept in the cache folder as they are taken, so that
parts measured one after the other make one page, each with its date. Each step is a process of its own through the
command line. Run it on a machine that does nothing else.
"""

import argparse
import json
import shutil
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import findings, machine
from benchmarks.benchmarks_page import page
from benchmarks.cities import CACHE, City, emptied, forgotten, made, ringtrace
from benchmarks.measuring import ROOT, run_measured
from workspace.snapshots import Workspace

STEPS = ("load", "build", "detect")
PARTS = ("job", *STEPS, "findings", "graph", "networkx")
FIGURES = CACHE / "main_job.json"
PAGE = ROOT / "docs" / "benchmarks.md"
Figures = dict[str, dict[str, Any]]  # by what and size, such as "load 1000000"


def measure_job(city: City, figures: Figures) -> None:
    """Generate, load, build and detect, each a process of its own; detect needs no build, so it is run in any case."""
    keep(figures, "generate", city, asdict(made(city)))
    emptied(city)
    for step in STEPS:
        measure_step(city, step, figures)


def measure_step(city: City, step: str, figures: Figures) -> None:
    """One step of the main job; one that fails is noted with what it said."""
    words = [str(city.folder)] if step == "load" else []
    try:
        run = run_measured(ringtrace(city, step, *words))
    except RuntimeError as error:
        keep(figures, step, city, {"failed": str(error).strip().splitlines()[-1]})
        return
    keep(figures, step, city, run.figures | _counted(step, json.loads(run.output)))


def _counted(step: str, told: dict[str, Any]) -> dict[str, Any]:
    """What a step worked on, from its own answer."""
    if step == "load":
        tables = told["tables"].items()
        return {"rows": sum(table["rows_in"] for _, table in tables), "parts": told["seconds"]} | {
            name: table["rows_in"] for name, table in tables if name in ("settlements", "lines", "scans", "stock_moves")
        }
    if step == "build":
        counts = told["counts"]
        nodes = sum(number for kind, number in counts.items() if not kind.isupper())
        return {"rows": sum(counts.values()), "nodes": nodes, "bytes": told["bytes"], "parts": told["seconds"]}
    levels = [ring["level"] for ring in told["rings"]]
    return {"rings": len(levels), "red": levels.count("red"), "yellow": levels.count("yellow")} | {
        "parts": told["seconds"]
    }


def measure_findings(city: City, figures: Figures) -> None:
    """Co-swipe and repeated codes three ways on the city's snapshot."""
    loaded(city)
    for signal in findings.SIGNALS:
        measured = [findings.measure(city.workspace, signal, way) for way in findings.WAYS]
        for one in measured:
            keep(figures, f"{signal} {one.way}", city, asdict(one))
        keep(figures, f"{signal} agreement", city, {"differing": findings.differing(measured)})


def measure_graph(city: City, figures: Figures, *, with_networkx: bool) -> None:
    """The graph loaded by Ringtrace's store and by networkx (memory) or neo4j-admin, from the same files."""
    from benchmarks import peers_graph

    loaded(city)
    with tempfile.TemporaryDirectory(dir=city.workspace) as folder:
        files = Path(folder)
        peers_graph.stage(Workspace.open(city.workspace), files)
        peer = peers_graph.by_networkx if with_networkx else peers_graph.by_neo4j_import
        for name, load in (
            ("ladybug", partial(peers_graph.by_ladybug, files, city.workspace)),
            ("networkx" if with_networkx else "neo4j", partial(peer, files)),
        ):
            keep(figures, f"graph {name}", city, asdict(load()))


def loaded(city: City) -> None:
    """Load the city where no earlier part did."""
    made(city)
    if Workspace.open(city.workspace).current() is None:
        run_measured(ringtrace(city, "load", str(city.folder)))


def keep(figures: Figures, what: str, city: City, taken: dict[str, Any]) -> None:
    """Note a figure with its date, at once on disk, and tell it."""
    figures[f"{what} {city.persons}"] = taken | {"date": machine.today()}
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    shown = {name: value for name, value in taken.items() if isinstance(value, int | float)}
    print(f"{what} {city.persons:,}: {json.dumps(shown)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the main job and its peers; write docs/benchmarks.md.")
    parser.add_argument("--persons", nargs="*", type=int, default=[100_000, 250_000, 1_000_000])
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--networkx-persons", type=int, default=250_000, help="size at which networkx is measured")
    parser.add_argument("--fresh", action="store_true", help="make the cities anew and forget earlier figures")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to write")
    given = parser.parse_args()
    known = FIGURES.is_file() and not given.fresh
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if known else {}
    cities = [City(persons, given.months) for persons in sorted(given.persons)]
    for city in cities:
        if given.fresh:
            forgotten(city)
        if "job" in given.parts:
            measure_job(city, figures)
        for step in (one for one in STEPS if one in given.parts and "job" not in given.parts):
            measure_step(city, step, figures)
    if cities and "findings" in given.parts:
        measure_findings(cities[-1], figures)
    if cities and "graph" in given.parts:
        measure_graph(cities[-1], figures, with_networkx=False)
    if "networkx" in given.parts:
        measure_graph(City(given.networkx_persons, given.months), figures, with_networkx=True)
    given.page.write_text(page(figures, machine.described()), encoding="utf-8")
    for city in cities:
        shutil.rmtree(city.workspace / ".spill", ignore_errors=True)


if __name__ == "__main__":
    main()
