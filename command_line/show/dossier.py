"""One ring's dossier on a terminal."""

from itertools import groupby
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from command_line.show.rings import level
from command_line.text import counted, neutral, yuan
from detection.dossier import Dossier, EvidenceLine, Member

# As in rings.json: how it is called and drawn, the one that weighs most first.
_VERDICTS = {"likely": ("likely", "bold green"), "open": ("open", "yellow"), "ruled_out": ("ruled out", "dim")}
_SHOWN_LINE_COLUMNS = ("file", "row", "settled", "person", "place", "drug", "packs", "yuan")


def print_dossier(console: Console, dossier: Dossier, lines: int | None) -> None:
    """The whole dossier; `lines` limits the rows of evidence shown, None shows them all."""
    ring = dossier.ring
    console.print(Text.assemble((neutral(ring["ring_id"]), "bold"), "  ", level(ring), f"  score {ring['score']:.2f}"))
    console.print(Text(neutral(dossier.headline)))
    if "loss" in ring:
        between = f"{yuan(ring['loss']['low'])} and {yuan(ring['loss']['high'])}"
        console.print(Text(f"Loss between {between}: which lines are false is uncertain.", "dim"))
    if dossier.history:
        console.print(Text(neutral(dossier.history), "dim"))
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


def _section(console: Console, title: str, *parts: Text | Table | Group) -> None:
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


def _signals(signals: list[dict[str, Any]]) -> list[Group]:
    ranked = sorted(signals, key=lambda one: (-one["weight"], one["p_value"], one["signal"]))
    return [_entry(one["signal"], _strength(one), one["statement"]) for one in ranked]


def _strength(signal: dict[str, Any]) -> Text:
    lines = counted(len(signal["line_ids"]), "line")
    return Text(f"p = {_p_value(signal['p_value'])}, weight {signal['weight']:.2f}, {lines}", "dim")


def _entry(name: str, judged: Text, text: str) -> Group:
    """A name with what is judged of it on one line, the sentence indented below."""
    head = Text.assemble((neutral(name), "bold"), "  ", judged)
    return Group(head, Padding(Text(neutral(text)), (0, 0, 0, 2), expand=False))


def _p_value(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else f"{p:.1e}"


def _explanations(explanations: list[dict[str, Any]]) -> list[Group]:
    """Those that speak for the ring's innocence first."""
    order = list(_VERDICTS)
    ranked = sorted(explanations, key=lambda one: (order.index(one["verdict"]), one["explanation"]))
    return [_entry(one["explanation"], Text(*_VERDICTS[one["verdict"]]), one["why"]) for one in ranked]


def _lines(lines: tuple[EvidenceLine, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _SHOWN_LINE_COLUMNS:
        table.add_column(name, justify="right" if name in ("row", "packs", "yuan") else "left", overflow="fold")
    for one in lines:
        table.add_row(
            neutral(one.file or "–"),
            f"{one.row}" if one.row is not None else "–",
            f"{one.settled_at:%Y-%m-%d %H:%M}" if one.settled_at else "–",
            neutral(one.person_id or "–"),
            neutral(one.institution or "–"),
            neutral(one.drug or "–"),
            f"{one.quantity.normalize():f}" if one.quantity is not None else "–",
            f"{one.amount:,.2f}" if one.amount is not None else "–",
        )
    return table
