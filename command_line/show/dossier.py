"""One ring's dossier on a terminal."""

from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from command_line.show.rings import level
from command_line.text import counted, neutral
from detection.dossier import Dossier, EvidenceLine, Member

_VERDICTS = {"ruled_out": "ruled out", "open": "open", "likely": "likely"}
_SHOWN_LINE_COLUMNS = ("file", "row", "settled", "person", "place", "drug", "packs", "yuan")


def print_dossier(console: Console, dossier: Dossier, lines: int | None) -> None:
    """The whole dossier; `lines` limits the rows of evidence shown, None shows them all."""
    ring = dossier.ring
    console.print(Text.assemble((neutral(ring["ring_id"]), "bold"), "  ", level(ring), f"  score {ring['score']:.2f}"))
    console.print(Text(neutral(dossier.headline)))
    _section(console, f"Members ({len(dossier.members):,})", _members(dossier.members))
    _section(console, "Signals", *_signals(ring["signals"]))
    _section(console, "Innocent explanations tested", *_explanations(ring["innocent_explanations"]))
    _section(console, "Legal basis", *(Text(neutral(law)) for law in ring["legal_basis"]))
    shown = dossier.lines[:lines]
    _section(console, f"Lines behind it ({len(dossier.lines):,})", _lines(shown))
    if len(shown) < len(dossier.lines):
        console.print(
            Text(f"  showing {len(shown):,} of {len(dossier.lines):,} lines; --all-lines shows them all", "dim")
        )


def _section(console: Console, title: str, *parts: Text | Table) -> None:
    console.print()
    console.print(Text(title, "bold"))
    for part in parts or (Text("none", "dim"),):
        console.print(Padding(part, (0, 0, 0, 2), expand=False))


def _members(members: tuple[Member, ...]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    ordered = sorted(members, key=lambda one: (one.role, one.kind, -one.weight, one.id))
    for (role, kind), group in groupby(ordered, key=lambda one: (one.role, one.kind)):
        people = list(group)
        table.add_row(
            neutral(f"{role or 'member'} · {kind} ({len(people):,})"),
            neutral(", ".join(_named(one) for one in people)),
        )
    return table


def _named(member: Member) -> str:
    return f"{member.label} ({member.id})" if member.label else member.id


def _signals(signals: list[dict[str, Any]]) -> list[Text]:
    return [
        Text.assemble(
            (neutral(one["signal"]), "bold"),
            f"  p = {_p_value(one['p_value'])}, weight {one['weight']:.2f}, "
            f"{counted(len(one['line_ids']), 'line')}\n  {neutral(one['statement'])}",
        )
        for one in signals
    ]


def _p_value(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else f"{p:.1e}"


def _explanations(explanations: list[dict[str, Any]]) -> list[Text]:
    return [
        Text(neutral(f"{one['explanation']}: {_VERDICTS.get(one['verdict'], one['verdict'])}, {one['why']}"))
        for one in explanations
    ]


def _lines(lines: tuple[EvidenceLine, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _SHOWN_LINE_COLUMNS:
        table.add_column(name, justify="right" if name in ("row", "packs", "yuan") else "left", overflow="fold")
    for one in lines:
        table.add_row(
            neutral(one.file or "–"),
            f"{one.row:,}" if one.row is not None else "–",
            f"{one.settled_at:%Y-%m-%d %H:%M}" if one.settled_at else "–",
            neutral(one.person_id or "–"),
            neutral(one.institution or "–"),
            neutral(one.drug or "–"),
            f"{one.quantity.normalize():f}" if one.quantity is not None else "–",
            f"{one.amount:,.2f}" if one.amount is not None else "–",
        )
    return table
