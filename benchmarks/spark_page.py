"""The part of docs/benchmarks.md on Spark: measured beside DuckDB, and from it what a province and a country need."""

from typing import Any

Figures = dict[str, dict[str, Any]]
SIZES = (20_000,)
ENGINES = ("duckdb", "spark")
MILLION = 1_000_000
CORES = 2  # of the machine that the main job was measured on
PROVINCE = {"people": 50_000_000, "settlements": 1_000_000_000}
COUNTRY = {"people": 1_400_000_000, "settlements": 28_000_000_000}
NIGHT = 8  # hours
GB_A_CORE = 4
BUSY = 0.7  # share of the cores' time that work fills, with stragglers and waiting
ALONE = ("billed_alike", "suspicion graph", "communities", "rings")  # mostly or wholly Python, on the driver


def spark(figures: Figures) -> str:
    """The part, as far as it was measured."""
    measured = all(f"detect on {engine} {size}" in figures for engine in ENGINES for size in SIZES)
    known = measured and f"detect {MILLION}" in figures and f"load {MILLION}" in figures
    parts = [_measured(figures) if measured else "Not measured yet."]
    if known:
        parts += [_rates(figures), _needs("A province", PROVINCE, figures), _country(figures)]
    return "\n\n".join(["## Detection on Spark", *parts])


def _of(figures: Figures, engine: str, size: int) -> dict[str, Any]:
    return figures[f"detect on {engine} {size}"]


def _searches(figures: Figures) -> list[dict[str, Any]]:
    """The searches on Spark, the largest first."""
    return [_of(figures, "spark", size) for size in reversed(SIZES)]


def _measured(figures: Figures) -> str:
    head = "| engine | people | settlements | processor seconds | seconds | peak memory | kept on disk | measured |"
    lines = [head, "| --- |" + " ---: |" * 7]
    for size in SIZES:
        for engine in ENGINES:
            one = _of(figures, engine, size)
            memory, kept = one["python_bytes"] + one["java_bytes"], one.get("kept_bytes")
            sizes = [f"{memory / 1e9:.1f} GB", f"{kept / 1e9:.2f} GB" if kept else ""]
            row = [engine, f"{size:,}", f"{one['settlements']:,}", f"{one['processor']:.0f}", f"{one['seconds']:.0f}"]
            lines.append(f"| {' | '.join([*row, *sizes, one['date'] + one.get('note', '')])} |")
    same = all(_of(figures, "duckdb", size)["rings"] == _of(figures, "spark", size)["rings"] for size in SIZES)
    return f"""Both engines with two threads (`local[2]`), each in a process of its own. Other work on the machine
stretches seconds, and hardly those of the processor.

{chr(10).join(lines)}

{"Both find the same rings with the same scores." if same else "**They differ in rings or scores.**"} On one machine
Spark only costs: starting Java, planning some hundred queries and compiling them. It is for what no machine holds."""


def _slopes(figures: Figures) -> tuple[float, float]:
    """Processor seconds of one settlement: on DuckDB at a million people, and on Spark in a small city."""
    job, rows = figures[f"detect {MILLION}"], figures[f"load {MILLION}"]["settlements"]
    largest = _searches(figures)[0]
    return CORES * job["seconds"] / rows, largest["processor"] / largest["settlements"]


def _rates(figures: Figures) -> str:
    low, high = _slopes(figures)
    job, rows = figures[f"detect {MILLION}"], figures[f"load {MILLION}"]["settlements"]
    largest = _searches(figures)[0]
    return f"""### On paper: what one settlement costs

Detection grows in proportion to the settlements or less (above: from 250,000 to 1,000,000 people). Two measured figures
enclose what a settlement costs on Spark:

- at least what it costs DuckDB at a million people: {CORES} cores × {job["seconds"]:.1f} s ÷ {rows:,} = \
{low * 1e6:.1f} µs of a core;
- at most what it costs Spark in the small city: {largest["processor"]:.0f} s ÷ {largest["settlements"]:,} = \
{high * 1e6:.0f} µs. Most of it is planning and compiling, which does not grow with the settlements."""


def _needs(title: str, size: dict[str, int], figures: Figures) -> str:
    people, settlements = size["people"], size["settlements"]
    low, high = (rate * size["settlements"] / 3600 for rate in _slopes(figures))
    kept = next(one["kept_bytes"] / one["settlements"] for one in _searches(figures) if "kept_bytes" in one)
    job, rows = figures[f"detect {MILLION}"]["parts"], figures[f"load {MILLION}"]["settlements"]
    alone = sum(job[name] for name in ALONE) / rows
    cores = [work / (NIGHT * BUSY) for work in (low, high)]
    memory = [GB_A_CORE * count for count in cores]
    hours = alone * settlements / 3600
    rows_of_table = [
        (
            "work",
            f"{settlements / 1e9:,.0f} billion settlements × the two figures above",
            _between(low, high, "core hours"),
        ),
        ("cores for one night", f"÷ {NIGHT} h ÷ {BUSY} (how busy they are)", _between(*cores, "cores")),
        ("memory of the workers", f"{GB_A_CORE} GB a core; more is spilled", _between(*memory, "GB")),
        ("shared disk for what is kept", f"{kept:.0f} bytes a settlement", f"{kept * settlements / 1e12:.2f} TB"),
        ("crews, communities, rings, one core", f"{alone * 1e6:.1f} µs a settlement", f"{hours:.1f} h"),
    ]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows_of_table)
    return f"""### {title}: {people / 1e6:,.0f} million people, {settlements / 1e9:,.0f} billion settlements a year

| what | arithmetic | needs |
| --- | --- | ---: |
{lines}"""


def _between(low: float, high: float, unit: str) -> str:
    return f"{low:,.0f} to {high:,.0f} {unit}"


def _country(figures: Figures) -> str:
    times = COUNTRY["settlements"] // PROVINCE["settlements"]
    return f"""Bytes and µs a settlement are measured: what is kept on Spark in a small city, the work of one core
at a million people on DuckDB. Not measured is what needs memory or time in one place: people
are numbered by one task, the driver holds the people of the
candidate groups with all their lines, and a search takes two exact quantiles over the whole snapshot (`misfit.py`,
`odd_lines.py`), which Spark collects in one task, some hundred million values in a province. Where memory is short, it
will fail there first.

{_needs("A country", COUNTRY, figures)}

That is {times} provinces, and not a search to be made at once: the driver and the steps that one task does are what
does not spread. Search each province by itself, {times} searches of the province's size, one a night on a cluster of
its size or {times} in one night on {times} of them. What a person does in another province is then seen where it was
billed. Only boxes that are sold again across a border are missed; they need the scans alone, of which equal codes meet
in one part on Spark however many there are, and are not built yet."""
