"""The parts of docs/benchmarks.md on answers and on the ways into a Neo4j."""

from typing import Any

Figures = dict[str, dict[str, Any]]
FROM_NODE, WHOLE_GRAPH = 0.2, 3.0  # seconds of a saved query
PATH, PATH_COLD, CODE, LOT = 0.3, 3.0, 0.3, 2.0
DRIVER, BULK, END_TO_END = 35_000, 150_000, 600.0
CORES = 2
COLD = 5  # commands of which the worst is told


def answers(figures: Figures, size: int) -> str:
    """Saved queries, paths and traces at a size, as far as they were measured."""
    parts = ["## Answers", _HEAD.format(size=size)]
    for what, told in (("queries", _queries), ("paths", _paths), ("traces", _traces)):
        one = figures.get(f"answers {what} {size}")
        parts.append(told(one) if one else f"{what.capitalize()}: not measured yet.")
    return "\n\n".join(parts)


_HEAD = """On the embedded store at {size:,} people, with parameters drawn at random (`python -m benchmarks.answers`).
Seconds are those that a person waits. Where other work had the cores meanwhile, as each part says, they are more than
on a quiet machine; the processor's seconds, of both cores together, hardly change: they tell what it takes there."""


def _met(seconds: float, processor: float, limit: float) -> str:
    """Whether a limit was held; where not, whether the processor's seconds are within it, as on a quiet machine."""
    if seconds <= limit:
        return "met"
    return "**missed** beside other work; the processor's seconds are within it" if processor <= limit else "**missed**"


def _queries(one: dict[str, Any]) -> str:
    rows = []
    for name, taken in sorted(one["taken"].items(), key=lambda item: (not item[1]["from_node"], item[0])):
        limit = FROM_NODE if taken["from_node"] else WHOLE_GRAPH
        rows.append(
            f"| `{name}` | {'a node' if taken['from_node'] else 'the whole graph'} | {taken['draws']} | "
            f"{taken['rows']:,.0f} | {taken['median']:.3f} | {taken['p95']:.3f} | {taken['processor_p95']:.3f} | "
            f"≤ {limit:g} s: {_met(taken['p95'], taken['processor_p95'], limit)} |"
        )
    head = "| query | reads from | draws | rows | median s | p95 s | p95 processor s | to reach (p95) |"
    return (
        "### Saved queries\n\nThrough the process that guards the store, to the last of at most 10,000 rows. A query "
        "that takes long was asked for 15 seconds, at least five times.\n\n"
        + "\n".join([head, "| --- | --- |" + " ---: |" * 6, *rows])
        + f"\n\nPeak memory of both processes: {_gb(one['peak_bytes'])}. Measured {_when(one)}."
    )


def _paths(one: dict[str, Any]) -> str:
    taken, cold = one["taken"], one.get("cold_processor")
    worked = f"{cold:.1f}" if cold else ""
    warm = f"≤ {PATH} s: {_met(taken['median'], taken['processor_median'], PATH)}"
    rows = [
        "| | median s | p95 s | processor s | peak memory | to reach |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        f"| warm | {taken['median']:.2f} | {taken['p95']:.2f} | {taken['processor_median']:.2f} (median) | "
        f"{_gb(one['peak_bytes'])} | {warm} |",
        f"| the whole command, cold, worst of {COLD} | {one['cold']:.1f} | | {worked} | {_gb(one['cold_bytes'])} | "
        f"≤ {PATH_COLD:g} s: {_met(one['cold'], cold or one['cold'], PATH_COLD)} |",
    ]
    return (
        f"### Paths\n\nThe three strongest paths with all their evidence, {taken['draws']} pairs: half of them people "
        f"drawn at random, half two customers of one shop.\n\n{chr(10).join(rows)}\n\nMeasured {_when(one)}."
    )


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"


def _traces(one: dict[str, Any]) -> str:
    packs = one["taken"]["lot"]["packs"]
    rows = ["| trace | draws | median s | p95 s | median processor s | to reach |", "| --- |" + " ---: |" * 5]
    for name, what, limit in (("code", "a code", CODE), ("lot", f"lots of at least {packs:,} packs sold", LOT)):
        taken = one["taken"][name]
        figures = [f"{taken[key]:.2f}" for key in ("median", "p95", "processor_median")]
        told = f"≤ {limit:g} s: {_met(taken['median'], taken['processor_median'], limit)}"
        rows.append(f"| {' | '.join([what, str(taken['draws']), *figures, told])} |")
    return (
        f"### Traces\n\nHalf of the codes were read twice. The city's largest lot sold "
        f"{one['taken']['lot']['largest']:,.0f} packs, so lots are taken together until they have {packs:,}.\n\n"
        f"{chr(10).join(rows)}\n\nThe whole command for a code, cold, worst of {COLD}: {one['cold']:.1f} s. "
        f"Peak memory: {_gb(one['peak_bytes'])}. "
        f"Measured {_when(one)}."
    )


def neo4j(figures: Figures) -> str:
    """The ways into a Neo4j, as far as they were measured."""
    rows = []
    for key in sorted(figures):
        way, _, size = key.rpartition(" ")
        one = figures[key]
        if way == "neo4j driver":
            told = f"≥ {DRIVER:,} a second: {_at_least(one['elements'] / one['loading'], DRIVER)}"
            rows.insert(0, _way("driver, its transactions alone", size, one, one["loading"], told))
            rows.insert(1, _way("driver, the whole command", size, one, one["seconds"], ""))
        if way == "neo4j bulk":
            rate = one["elements"] / one["parts"]["import"]
            told = f"≥ {BULK:,} a second: {_at_least(rate, BULK)}"
            rows.append(_way("`neo4j-admin` alone", size, one, one["parts"]["import"], told))
            told = f"≤ {END_TO_END:.0f} s at 1,000,000: {_met(one['seconds'], one['seconds'], END_TO_END)}"
            rows.append(_way("bulk import from end to end", size, one, one["seconds"], told))
    head = "| way | people | nodes and edges | seconds | a second | to reach | measured |"
    body = "\n".join([head, "| --- |" + " ---: |" * 6, *rows]) if rows else "Not measured yet."
    return f"""## Into a Neo4j

From the snapshot to a Neo4j of the release with long support on this machine, sharing its cores
(`python -m benchmarks.neo4j_loads`). From end to end is: files written, imported, server started, constraints and rings
added, everything counted.

{body}"""


def _way(name: str, size: str, one: dict[str, Any], seconds: float, told: str) -> str:
    rate = one["elements"] / seconds
    return f"| {name} | {int(size):,} | {one['elements']:,} | {seconds:.0f} | {rate:,.0f} | {told} | {_when(one)} |"


def _at_least(rate: float, limit: float) -> str:
    return "met" if rate >= limit else "**missed**"


def _when(one: dict[str, Any]) -> str:
    others = one.get("others") or 0.0
    return one["date"] + (f"; other work took {others:.1f} of {CORES} cores" if others >= 0.1 else "")
