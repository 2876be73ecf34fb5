"""The doctor's findings: what needs attention in full, what is well on one line each."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from command_line.health.finding import Finding, State
from command_line.text import neutral

_STYLES = {State.OK: "green", State.NOTE: "cyan", State.MISSING: "yellow", State.BROKEN: "bold red"}


def print_findings(console: Console, parts: dict[str, list[Finding]]) -> None:
    """Each part's findings in the order in which they were looked at."""
    for part, findings in parts.items():
        console.print(Text(part, "bold"))
        width = max((len(one.subject) for one in findings), default=0)
        for one in findings:
            console.print(Padding(_line(one, width), (0, 0, 0, 2), expand=False))


def _line(one: Finding, width: int) -> Text:
    advice = f" → {neutral(one.advice)}" if one.advice else ""
    return Text.assemble(
        (f"{one.state.value:<8}", _STYLES[one.state]),
        f"{neutral(one.subject):<{width}}  {neutral(one.detail)}",
        (advice, "bold"),
    )
