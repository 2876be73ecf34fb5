"""How long answers take at a city's size: saved queries, paths, traces, on the embedded store that build left.

`python -m benchmarks.answers --persons 1000000` measures all and writes docs/benchmarks.md; `--parts queries` (or
paths, traces) only that, `--queries NAME…` only some saved queries, keeping the others' figures. Each part runs in a
process of its own; parameters are drawn with a fixed seed. `build` and `detect` must have run on the city, as
`benchmarks.main_job` leaves it.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import psutil

from benchmarks import machine
from benchmarks.benchmarks_page import page
from benchmarks.cities import CACHE, City, ringtrace
from benchmarks.main_job import FIGURES, PAGE, Figures, keep
from benchmarks.measuring import run_measured
from command_line.show.captions import captions
from graph.build import open_store
from graph.declaration import NODE_KINDS
from graph.flow.code import trace_code
from graph.flow.trace import trace_lots
from graph.paths.explain import Explainer
from graph.paths.network import read_network
from graph.store import GraphStore, Limits, NodeRef
from queries.guard import guarded
from queries.library import built_in
from queries.runner import run_query
from queries.saved_query import Parameter, SavedQuery
from workspace.snapshots import Workspace

DRAWS = 50
SEED = 7
FEWEST, PATIENCE = 5, 15.0  # draws, seconds of a question
LOG = CACHE / "answers.json"  # what is known so far
COLD = 5  # commands of their own
PACKS = 50_000  # of the lots that are traced
_KINDS = ("pharmacy", "hospital", "clinic")
_SPANS = {"minutes": (5, 60), "days": (7, 180)}


def measure_queries(workspace: Workspace, names: list[str]) -> dict[str, Any]:
    """Each saved query, or those named, with drawn parameters, through the guard: seconds from asking to the last row.

    Those that read the whole graph are asked as often as `PATIENCE` allows, and at least `FEWEST` times.
    """
    store = open_store(workspace)
    asked = {name: query for name, query in built_in().items() if name in names or not names}
    drawn = {name: _drawn(query, store) for name, query in asked.items()}
    store.close()
    taken: dict[str, Any] = {}
    with guarded(workspace) as guard:
        list(guard.stream("RETURN 1"))  # it starts now
        for name, query in asked.items():
            rows: list[int] = []

            def ask(given: dict[str, str], query: SavedQuery = query, rows: list[int] = rows) -> None:
                answer = run_query(guard, query, given, limits=Limits(seconds=60.0), unmasked=True)
                rows.append(sum(len(batch) for batch in answer))

            timed = _timed(ask, drawn[name], guard._process)
            taken[name] = timed | {"rows": median(rows), "from_node": query.starts_from_node}
            LOG.write_text(json.dumps(taken, indent=1), encoding="utf-8")
    return taken


def _drawn(query: SavedQuery, store: GraphStore) -> list[dict[str, str]]:
    """The same for a query whichever others are asked."""
    chance = np.random.default_rng([SEED, *query.name.encode()])
    return [_parameters(query, store, chance) for _ in range(DRAWS)]


def _parameters(query: SavedQuery, store: GraphStore, chance: np.random.Generator) -> dict[str, str]:
    return {one.name: _value(one, store, chance) for one in query.parameters}


def _value(one: Parameter, store: GraphStore, chance: np.random.Generator) -> str:
    """A value as an analyst may choose it: a node at random, a limit near the default."""
    if one.suggestions and one.default is None:
        return str(chance.choice(_known(store, *one.suggestions)))
    default = one.default or ""
    if one.name == "kind":
        return str(chance.choice(_KINDS))
    if one.name in ("region", "digits"):
        return str(chance.choice(["", "3101", "310104"] if one.name == "region" else [2, 4, 6]))
    if one.type in _SPANS:
        return str(chance.integers(*_SPANS[one.type]))
    if one.type == "integer":
        return str(int(default) + int(chance.integers(0, 2 * int(default) + 2)))
    if one.type == "number":
        return f"{float(default) * chance.uniform(0.5, 2.0):.3f}"
    if one.type == "timestamp":
        return (
            f"2025-{chance.integers(1, 7):02d}-01" if one.name == "since" else f"2025-{chance.integers(7, 13):02d}-01"
        )
    return default


_REMEMBERED: dict[tuple[str, str], list[str]] = {}


def _known(store: GraphStore, label: str, name: str) -> list[str]:
    """Every value of a property, in order."""
    if (label, name) not in _REMEMBERED:
        text = f"MATCH (n:{NODE_KINDS[label].label}) RETURN DISTINCT n.{name}"
        rows = store.query(text, limits=Limits(seconds=300.0, rows=10**8)).rows
        _REMEMBERED[label, name] = sorted(str(row[0]) for row in rows) or [""]
    return _REMEMBERED[label, name]


def measure_paths(workspace: Workspace, _: list[str]) -> dict[str, Any]:
    """Three paths each between people drawn at random and between customers of one shop, opened with their evidence."""
    store = open_store(workspace)
    explainer = Explainer(read_network(workspace.require_current()), store, captions(store))
    found: list[int] = []

    def seek(ends: tuple[NodeRef, NodeRef]) -> None:
        found.append(len(explainer.paths(*ends, 3).paths))

    taken = _timed(seek, _pairs(store, DRAWS)) | {"found": sum(found)}
    store.close()
    return taken


def _pairs(store: GraphStore, count: int) -> list[tuple[NodeRef, NodeRef]]:
    chance = np.random.default_rng(SEED)
    people, shops = _known(store, "Person", "person_id"), _known(store, "Institution", "institution_id")
    pairs = [tuple(chance.choice(people, 2, replace=False)) for _ in range(count - count // 2)]
    customers_of = "MATCH (p:Person)-[:BOUGHT_AT]->(:Institution {institution_id: $shop}) RETURN p.person_id AS id"
    while len(pairs) < count:
        found = store.query(customers_of, {"shop": str(chance.choice(shops))}, limits=_ALL).rows
        customers = sorted(row[0] for row in found)
        if len(customers) > 1:
            pairs.append(tuple(chance.choice(customers, 2, replace=False)))
    return [(NodeRef("Person", str(one)), NodeRef("Person", str(other))) for one, other in pairs]


_ALL = Limits(seconds=300.0, rows=10**8)


def measure_traces(workspace: Workspace, _: list[str]) -> dict[str, Any]:
    """Codes drawn at random, half of them read twice; and lots of at least 50,000 packs."""
    chance, snapshot, store = np.random.default_rng(SEED), workspace.require_current(), open_store(workspace)
    repeated = _known(store, "Pack", "trace_code")
    store.close()
    with workspace.connect() as engine:
        snapshot.register(engine)
        sample = f"SELECT trace_code FROM scans USING SAMPLE reservoir({DRAWS} ROWS) REPEATABLE ({SEED})"
        once = [row[0] for row in engine.execute(sample).fetchall()]
        lots = engine.execute(
            "SELECT batch_id, sum(quantity)::DOUBLE AS packs FROM lines WHERE batch_id IS NOT NULL GROUP BY batch_id "
            "ORDER BY packs DESC, batch_id"
        ).fetchall()
    codes = [*chance.choice(repeated, DRAWS // 2, replace=False), *once[: DRAWS - DRAWS // 2]]
    largest = lots[0][1]
    groups = _groups(lots)
    return {
        "code": _timed(lambda code: trace_code(workspace, str(code)), codes),
        "lot": _timed(lambda lot: trace_lots(workspace, lot), groups) | {"packs": PACKS, "largest": largest},
    }


def _groups(lots: list[tuple[str, float]]) -> list[list[str]]:
    """The largest lots, taken together until they hold so many packs, ten groups."""
    groups: list[list[str]] = []
    held = float(PACKS)
    for lot, packs in lots:
        if held >= PACKS:
            groups, held = [*groups, []], 0.0
        groups[-1].append(lot)
        held += packs
        if len(groups) > 10:
            break
    return groups[:10]


def _timed(
    work: Callable[[Any], object], draws: list[Any], worker: "subprocess.Popen[bytes] | None" = None
) -> dict[str, Any]:
    """Seconds and processor seconds of each draw: the first, the middle, the 95th hundredth, the most."""
    process = psutil.Process(worker.pid if worker else None)
    seconds: list[float] = []
    busy: list[float] = []
    for one in draws:
        if len(seconds) >= FEWEST and sum(seconds) > PATIENCE:
            break
        began, used = time.perf_counter(), sum(process.cpu_times()[:2])
        work(one)
        seconds.append(time.perf_counter() - began)
        busy.append(sum(process.cpu_times()[:2]) - used)
    return {
        "draws": len(seconds),
        "first": seconds[0],
        "median": median(seconds),
        "p95": _p95(seconds),
        "most": max(seconds),
        "processor_median": median(busy),
        "processor_p95": _p95(busy),
    }


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


PARTS: Mapping[str, Callable[[Workspace, list[str]], dict[str, Any]]] = {
    "queries": measure_queries,
    "paths": measure_paths,
    "traces": measure_traces,
}


def measure(city: City, part: str, figures: Figures, names: list[str]) -> None:
    """One part in a process of its own, and a few of its commands from the command line.

    Where queries are named, the others' figures stay.
    """
    run = run_measured([sys.executable, "-m", "benchmarks.answers", "--here", part, str(city.workspace), *names])
    taken, known = json.loads(run.output), figures.get(f"answers {part} {city.persons}")
    measured: dict[str, Any] = dict(run.figures)
    if names and known:
        taken = known["taken"] | taken
        measured = {name: max(value, known[name]) for name, value in measured.items()}
    keep(figures, f"answers {part}", city, measured | {"taken": taken} | _cold(city, part))


def _cold(city: City, part: str) -> dict[str, Any]:
    """Whole commands, each a process that starts with nothing open, but with Python's compiled modules in place."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    workspace = Workspace.open(city.workspace)
    store = open_store(workspace)
    people, codes = _pairs(store, 2 * COLD + 2)[: COLD + 1], _known(store, "Pack", "trace_code")
    store.close()
    commands = {
        "paths": [("path", f"person:{one.key}", f"person:{other.key}") for one, other in people],
        "traces": [("trace", f"code:{code}") for code in np.random.default_rng(SEED).choice(codes, COLD + 1)],
    }.get(part, [])
    used, runs = [], []
    if commands:
        run_measured(ringtrace(city, *commands[0]), environment)  # compiles what is not compiled yet
    for words in commands[1:]:
        before = os.times()
        runs.append(run_measured(ringtrace(city, *words), environment))
        after = os.times()
        used.append(after.children_user + after.children_system - before.children_user - before.children_system)
    if not runs:
        return {}
    return {
        "cold": max(run.seconds for run in runs),
        "cold_processor": max(used),
        "cold_bytes": max(run.peak_bytes for run in runs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure answers; write docs/benchmarks.md.")
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--queries", nargs="*", default=[], metavar="NAME", help="only these saved queries anew")
    parser.add_argument("--here", nargs="+", metavar="PART", help="part, workspace, queries: in this process")
    given = parser.parse_args()
    if given.here:
        part, workspace, *names = given.here
        print(json.dumps(PARTS[part](Workspace.open(Path(workspace)), names)))
        return
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    for part in ["queries"] if given.queries else given.parts:
        measure(City(given.persons), part, figures, given.queries)
    PAGE.write_text(page(figures, machine.described()), encoding="utf-8")


if __name__ == "__main__":
    main()
