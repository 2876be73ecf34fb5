"""How well a run's rings match the truth of a city."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from detection.headline import PATTERNS
from simulation.evaluate import Evaluation, Share


def verdict(judged: Evaluation) -> Text:
    """Ring precision and recall in a sentence."""
    reported = counted(judged.reported, "ring")
    right = f", of which {judged.right:,} right (precision {judged.ring_precision:.0%})" if judged.reported else ""
    found = f", of which {judged.found:,} found (recall {judged.ring_recall:.0%})" if judged.true else ""
    return Text(f"{reported} of level red or yellow{right}; {counted(judged.true, 'true ring')}{found}.")


def print_evaluated(console: Console, judged: Evaluation) -> None:
    """The verdict, then its parts: people, alerts, patterns, variants, and what the wrong rings are."""
    console.print(verdict(judged))
    console.print()
    console.print(_overall(judged))
    console.print()
    console.print(_by_pattern(judged))
    console.print()
    console.print(_shares("variant", judged.by_variant))
    if judged.wrong_by_kind:
        kinds = ", ".join(f"{neutral(kind)} {count:,}" for kind, count in judged.wrong_by_kind.items())
        console.print(f"\nWrong rings by the innocent group they hold: {kinds}")


def _overall(judged: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, share in (
        ("people of reported rings who are in a true ring", judged.persons_reported),
        ("people of true rings who are in a reported ring", judged.persons_true),
        ("alerts about a lender or a person of a true ring", judged.alerts),
        ("lenders in a reported ring or an alert", judged.lenders),
        ("right rings beyond the first of a true ring", judged.split),
    ):
        table.add_row(name, _part(share), _percent(share))
    return table


def _by_pattern(judged: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("pattern", "reported rings that are right", "true rings found"):
        table.add_column(name, justify="left" if name == "pattern" else "right")
    none = Share(0, 0)
    for pattern, title in PATTERNS.items():
        right = judged.reported_by_pattern.get(pattern, none)
        found = judged.by_pattern.get(pattern, none)
        table.add_row(title, f"{_part(right)} {_percent(right)}", f"{_part(found)} {_percent(found)}")
    return table


def _shares(title: str, shares: Mapping[str, Share]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(title)
    table.add_column("true rings found", justify="right")
    for name, share in shares.items():
        table.add_row(neutral(name), f"{_part(share)} {_percent(share)}")
    return table


def _part(share: Share) -> str:
    return f"{share.part:,} of {share.whole:,}"


def _percent(share: Share) -> str:
    return f"{share.value:>4.0%}" if share.whole else "   –"
