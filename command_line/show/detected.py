"""What a run found: rings by pattern and level, alerts, and what was skipped and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.show.rings import LEVEL_STYLES
from command_line.text import counted, neutral
from detection.headline import PATTERNS

if TYPE_CHECKING:
    from detection.run import RunReport


def print_detected(console: Console, found: "RunReport", out: Path | None) -> None:
    """The run in a few lines; `ringtrace rings` lists the rings themselves."""
    rings: Sequence[Any] = found.rings
    console.print(_by_pattern(rings))
    console.print(f"{counted(len(found.alerts), 'alert')} about single people that no ring holds")
    for one in found.skipped:
        console.print(Text(neutral(f"skipped: {one['detector']}, because {one['because']}"), "yellow"))
    if since := _since(found.lineage):
        console.print(since)
    if moved := _moved(found.drift):
        console.print(Text(neutral(moved), "yellow"))
    seconds = sum(found.seconds.values())
    console.print(Text(f"{neutral(found.run)} in {seconds:.1f} s: {neutral(found.folder)}", "dim"), soft_wrap=True)
    if out is not None:
        console.print(Text(f"rings.json is also in {neutral(out)}", "dim"), soft_wrap=True)


def _since(lineage: Mapping[str, Any]) -> str:
    """One line about what happened to rings since the run before, where there is one."""
    if not lineage.get("before"):
        return ""
    counts = Counter(event for row in lineage["rings"] for event in row["events"])
    counts["gone"] = len(lineage["went"])
    told = ", ".join(f"{count:,} {event}" for event, count in counts.items() if count)
    return f"since the run before: {told or 'no ring then or now'}"


def _moved(drift: Mapping[str, Any]) -> str:
    """One line about the signals whose innocent rate moved: when, and by how much at most."""
    rows = sorted(drift.get("moved", ()), key=lambda one: (one["signal"], one["month"]))
    told = [_move(name, list(months)) for name, months in groupby(rows, key=lambda one: str(one["signal"]))]
    return f"what happens by accident has moved, read these with care: {'; '.join(told)}" if told else ""


def _move(name: str, months: Sequence[Mapping[str, Any]]) -> str:
    most = max(months, key=lambda one: abs(log(max(one["ratio"], 1e-9))))
    more = f" and in {len(months) - 1} more month(s)" if len(months) > 1 else ""
    return f"{name} {most['ratio']:.1f} times the usual in {most['month']}{more}"


def _by_pattern(rings: Sequence[Any]) -> Table:
    counts = Counter((ring["pattern"], ring["level"]) for ring in rings)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rings")
    for level, style in LEVEL_STYLES.items():
        table.add_column(level, justify="right", style=style)
    for pattern, title in PATTERNS.items():
        table.add_row(title, *(f"{counts[pattern, level]:,}" for level in LEVEL_STYLES))
    return table
