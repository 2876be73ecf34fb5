"""The audit log on a terminal: what verification found, rows, counts."""

from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.audit.entry import Entry
from casework.audit.searching import Counted
from casework.audit.verifying import AuditChecked
from command_line.text import counted, neutral
from workspace.audit import Action


def print_checked(console: Console, found: AuditChecked) -> None:
    """Each problem, then whether the log is intact."""
    for problem in found.problems:
        console.print(Text(neutral(f"{problem.where}: {problem.what}"), "bold red"))
    if found.last:
        console.print(f"last row sha256 {found.last}", soft_wrap=True)
    told = f"{counted(found.rows, 'row')}, {counted(found.sealed_days, 'sealed day')}"
    console.print(f"audit log: {told}: {'intact' if found.intact else 'NOT intact'}")


def print_entries(console: Console, entries: list[Entry], zone: ZoneInfo) -> None:
    """A row an entry, with purpose, case and details below where there are any."""
    for one in entries:
        at = one.moment.astimezone(zone)
        style = "bold red" if one.action == Action.ALARM else ""
        head = f"{one.number:>6}  {at:%Y-%m-%d %H:%M:%S}  {one.who}  {one.action}  {one.about}"
        console.print(Text(neutral(head), style), soft_wrap=True)
        more = [f"case {one.case_id}" if one.case_id else "", f"for: {one.purpose}" if one.purpose else ""]
        more += [one.details if one.told else "", f"logged in as {one.login}" if one.login not in ("", one.who) else ""]
        below = "; ".join(part for part in more if part)
        if below:
            console.print(Text(f"        {neutral(below)}", "dim"), soft_wrap=True)
    console.print(Text(counted(len(entries), "row"), "dim"))


def print_counts(console: Console, rows: list[Counted]) -> None:
    """How often each person did what on each day."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("day", "who", "what"):
        table.add_column(name)
    table.add_column("times", justify="right")
    for one in rows:
        style = "bold red" if one.action == Action.ALARM else ""
        table.add_row(one.day, neutral(one.who), Text(neutral(one.action), style), f"{one.times:,}")
    console.print(table)
