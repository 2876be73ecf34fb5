"""docs/benchmarks.md from the figures: what was measured, beside what was to be reached, met or missed."""

from typing import Any

from benchmarks.answers_page import answers, neo4j
from benchmarks.app_page import app
from benchmarks.export_page import export
from benchmarks.spark_page import spark
from benchmarks.tables import gb, met, table, when

Figures = dict[str, dict[str, Any]]
LARGE, SMALL = 1_000_000, 250_000
LIMITS = {"generate": 300.0, "load": 90.0, "build": 90.0, "detect": 60.0}  # seconds at a million people
MEMORY_LIMIT = 6e9  # bytes
GROWTH = 1.1  # times linear
NAMES = {"co_swipe": "cards swiped together", "repeated_code": "trace codes settled again"}
WAYS = {"ours": "Ringtrace", "duckdb": "hand-written SQL on DuckDB", "pandas": "pandas"}


def page(figures: Figures, machine: dict[str, str]) -> str:
    """The whole page."""
    parts = [_opening(machine), _job(figures), _growth(figures), answers(figures, LARGE), neo4j(figures)]
    parts += [_findings(figures), _graph(figures), spark(figures), app(figures), export(figures)]
    return "\n\n".join(parts) + "\n"


def _opening(machine: dict[str, str]) -> str:
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    return f"""# Benchmarks

How fast the main job is and how much memory it takes, beside what we set out to reach. `python -m benchmarks.main_job`
measures everything anew and writes this page; each part shows the day on which it was measured. Every step is a
process of its own, started through the command line as you would; memory is the peak of the whole process tree.
Sizes are people with 12 months of records, read from CSV. Page last written:

{facts}"""


def _sizes(figures: Figures, what: str) -> list[int]:
    return sorted(int(key.rpartition(" ")[2]) for key in figures if key.rpartition(" ")[0] == what)


def _job(figures: Figures) -> str:
    rows = []
    for step, limit in LIMITS.items():
        for size in _sizes(figures, step):
            one = figures[f"{step} {size}"]
            if "failed" in one:
                rows.append((step, f"{size:,}", "**failed**", "", "", one["failed"], "", one["date"]))
                continue
            rate = f"{one['rows'] / one['seconds']:,.0f}" if "rows" in one else ""
            target = f"≤ {limit:.0f} s: {met(one['seconds'] <= limit)}" if size == LARGE else ""
            memory = f"≤ 6 GB: {met(one['peak_bytes'] <= MEMORY_LIMIT)}" if size == LARGE else ""
            rows.append(
                (step, f"{size:,}", f"{one['seconds']:.1f}", rate, gb(one["peak_bytes"]), target, memory, when(one))
            )
    head = ("step", "people", "seconds", "rows a second", "peak memory", "time to reach", "memory to reach", "measured")
    return f"## The main job\n\n{table(head, rows)}\n\n{_contents(figures)}"


def _contents(figures: Figures) -> str:
    sizes = _sizes(figures, "load")
    if not sizes:
        return "Nothing was measured yet."
    loaded, built = figures[f"load {sizes[-1]}"], figures.get(f"build {sizes[-1]}", {})
    tables = ", ".join(f"{loaded[name]:,} {name.replace('_', ' ')}" for name in loaded if name in _COUNTED)
    graph = (
        f" The graph holds {built['nodes']:,} nodes and {built['rows'] - built['nodes']:,} edges."
        if "nodes" in built
        else ""
    )
    return f"The city of {sizes[-1]:,} people holds {tables}.{graph} Rows of build are nodes and edges."


_COUNTED = ("settlements", "lines", "scans", "stock_moves")


def _growth(figures: Figures) -> str:
    rows = []
    for step in ("load", "build", "detect"):
        large, small = figures.get(f"{step} {LARGE}"), figures.get(f"{step} {SMALL}")
        if large and small and "seconds" in large and "seconds" in small:
            times = large["seconds"] / small["seconds"]
            rows.append((step, f"× {times:.2f}", met(times <= LARGE / SMALL * GROWTH)))
    if not rows:
        return "## Growth\n\nNot measured yet: it needs 250,000 and 1,000,000 people."
    return (
        "## Growth\n\nFour times the people should take no more than 4.4 times the seconds "
        f"(from 250,000 to 1,000,000).\n\n{table(('step', 'seconds grow', 'at most × 4.4'), rows)}"
    )


def _findings(figures: Figures) -> str:
    parts = [
        "## The same findings by other means",
        "The same two findings made three ways on the same snapshot, from Parquet to the validated findings with their "
        "lines: what was seen, what chance would give, the test, its correction, the evidence. Each way is a fresh "
        "process; seconds leave out starting Python. We set out to be at least 3 times as fast as pandas (window "
        "shifts, no loops) and to take at most 1.5 times what SQL written by hand takes on the engine that we use.",
    ]
    for signal, name in NAMES.items():
        for size in _sizes(figures, f"{signal} agreement"):
            parts += [f"### {name.capitalize()}, {size:,} people", _ways(figures, signal, size)]
    return "\n\n".join(parts if len(parts) > 2 else [*parts, "Not measured yet."])


def _ways(figures: Figures, signal: str, size: int) -> str:
    ways = {way: figures[f"{signal} {way} {size}"] for way in WAYS}
    ours = ways["ours"]["seconds"]
    rows = [(WAYS[way], f"{one['seconds']:.1f}", gb(one["peak_bytes"]), when(one)) for way, one in ways.items()]
    differing = figures[f"{signal} agreement {size}"]["differing"]
    one = ways["ours"]
    agreement = (
        f"They differ: {'; '.join(differing)}."
        if differing
        else f"All three give the same: {one['seen']:,} {_SEEN[signal]}, {one['tests']:,} tests, {one['units']:,} "
        f"findings that stand, resting on {one['evidence']:,} lines."
    )
    faster, slower = ways["pandas"]["seconds"] / ours, ours / ways["duckdb"]["seconds"]
    return (
        f"{table(('by', 'seconds', 'peak memory', 'measured'), rows)}\n\n{agreement} Ringtrace is {faster:.1f} times "
        f"as fast as pandas (at least 3: {met(faster >= 3)}) and takes {slower:.2f} times the time of the SQL "
        f"(at most 1.5: {met(slower <= 1.5)})."
    )


_SEEN = {"co_swipe": "pairs seen together on three days or more", "repeated_code": "lines with a code billed again"}


def _graph(figures: Figures) -> str:
    parts = [
        "## The graph by other means",
        "The same nodes and edges from the same files into our embedded store, into Neo4j by its own bulk import, and "
        "into networkx in memory; only loading is timed. networkx would need more memory at a million people than this "
        "machine has, so it is compared at a smaller size.",
    ]
    for size in _sizes(figures, "graph neo4j"):
        ours, peer = _graph_pair(figures, "neo4j", size)
        times = peer["seconds"] / ours["seconds"]
        parts.append(
            f"{_graph_table(size, [ours, peer])}\n\nRingtrace is {times:.1f} times as fast as `neo4j-admin` "
            f"(at least 4: {met(times >= 4)})."
        )
    for size in _sizes(figures, "graph networkx"):
        ours, peer = _graph_pair(figures, "networkx", size)
        share = ours["peak_bytes"] / peer["peak_bytes"]
        parts.append(
            f"{_graph_table(size, [ours, peer])}\n\nRingtrace takes {share:.0%} of the memory of networkx "
            f"(under a quarter: {met(share < 0.25)})."
        )
    return "\n\n".join(parts if len(parts) > 2 else [*parts, "Not measured yet."])


def _graph_pair(figures: Figures, peer: str, size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    return figures[f"graph ladybug {size}"], figures[f"graph {peer} {size}"]


def _graph_table(size: int, loads: list[dict[str, Any]]) -> str:
    head = (
        f"{size:,} people",
        "nodes and edges",
        "seconds",
        "nodes and edges a second",
        "peak memory",
        "bytes each",
        "measured",
    )
    rows = [
        (
            f"Ringtrace ({one['name']})" if one["name"] == "ladybug" else one["name"],
            f"{one['elements']:,}",
            f"{one['seconds']:.1f}",
            f"{one['elements'] / one['seconds']:,.0f}",
            gb(one["peak_bytes"]),
            f"{one['peak_bytes'] / one['elements']:.0f}",
            when(one),
        )
        for one in loads
    ]
    return table(head, rows)
