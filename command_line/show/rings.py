"""Rings as a table, or as short blocks where the terminal is narrow."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral, yuan
from detection.headline import PATTERNS, count, day, headline, strongest

LEVEL_STYLES = {"red": "bold red", "yellow": "yellow", "watch": "cyan"}
_TABLE_WIDTH = 120  # below, a table's columns would break into unreadable strips


def level(ring: dict[str, Any]) -> Text:
    """The level in its colour."""
    return Text(ring["level"], LEVEL_STYLES.get(ring["level"], ""))


def print_rings(
    console: Console,
    rings: list[dict[str, Any]],
    total: int,
    marks: Mapping[str, str] | None = None,
    went: Sequence[str] = (),
) -> None:
    """The rings in the order given, and how many there are beside.

    `marks` say by ring what happened since the run before, `went` which rings of that run are no more.
    """
    if console.width >= _TABLE_WIDTH:
        console.print(_table(rings, marks or {}))
    else:
        for ring in rings:
            console.print(_block(ring, (marks or {}).get(ring["ring_id"], "")))
    shown = counted(len(rings), "ring") if len(rings) == total else f"showing {len(rings):,} of {total:,} rings"
    more = "; --limit 0 shows them all" if len(rings) < total else ""
    console.print(Text(f"{shown}{more}", "dim"))
    if went:
        console.print(Text(f"of the run before, no more: {neutral(', '.join(went))}", "dim"))


def _table(rings: list[dict[str, Any]], marks: Mapping[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("ring", no_wrap=True)
    table.add_column("level", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("pattern")
    for name in ("people", "places", "loss"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("first – last", no_wrap=True)
    table.add_column("strongest sign")
    for ring in rings:
        table.add_row(
            f"{neutral(ring['ring_id'])}\n{neutral(marks.get(ring['ring_id'], ''))}",
            level(ring),
            f"{ring['score']:.2f}",
            neutral(PATTERNS.get(ring["pattern"], ring["pattern"])) + "\n" + neutral(ring["variant"]),
            f"{count(ring, 'person'):,}",
            f"{count(ring, 'institution'):,}",
            yuan(ring["loss_amount"]),
            f"{day(ring['first_seen'])}\n{day(ring['last_seen'])}",
            neutral(strongest(ring)),
        )
    return table


def _block(ring: dict[str, Any], mark: str) -> Text:
    head = Text.assemble((neutral(ring["ring_id"]), "bold"), "  ", level(ring), f"  {ring['score']:.2f}")
    head.append(f"  {neutral(mark)}\n" if mark else "\n")
    return head + Text(f"{neutral(headline(ring))}\n{neutral(strongest(ring))}\n")
