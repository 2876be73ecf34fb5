"""Cases and their history on a terminal."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.case import Case, Event
from command_line.show.rings import LEVEL_STYLES
from command_line.text import counted, neutral

_TABLE_WIDTH = 120  # below, a table's columns would break into unreadable strips


def print_cases(console: Console, cases: list[Case], total: int, zone: ZoneInfo) -> None:
    """The cases in the order given, as blocks where the terminal is narrow, and how many there are beside."""
    if console.width >= _TABLE_WIDTH:
        console.print(_table(cases, zone))
    else:
        for case in cases:
            console.print(_head(case))
            console.print(_until(case, zone))
            console.print(_about(case))
            console.print()
    late = sum(bool(case.overdue) for case in cases)
    shown = counted(len(cases), "case") if len(cases) == total else f"showing {len(cases):,} of {total:,} cases"
    more = "; --limit 0 shows them all" if len(cases) < total else ""
    console.print(Text(f"{shown}, {late:,} overdue{more}", "dim"))


def _table(cases: list[Case], zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("case", "status", "owner", "overdue", "review by", "action by", "level"):
        table.add_column(name, no_wrap=name != "owner")
    table.add_column("what")
    for case in cases:
        table.add_row(
            case.id,
            neutral(_stands(case)),
            neutral(case.owner or "–"),
            Text(case.overdue, "bold red"),
            _moment(case.review_due, zone),
            _moment(case.action_due, zone),
            Text(case.level or case.kind, LEVEL_STYLES.get(case.level, "")),
            f"{neutral(case.finding_id)}  {neutral(case.headline)}",
        )
    return table


def _head(case: Case) -> Text:
    late = Text(f"  {case.overdue} overdue", "bold red") if case.overdue else Text("")
    return Text.assemble((case.id, "bold"), f"  {neutral(_stands(case))}", late)


def _stands(case: Case) -> str:
    """The status, and where it does not tell all: the verdict is asked again, or the ring is merged or gone."""
    status = case.status.replace("_", " ")
    became = f", now in {case.became}" if case.became else ", gone" if case.gone else ""
    return f"{status}, asked again{became}" if case.again else f"{status}{became}"


def _about(case: Case) -> Text:
    return Text(f"{case.kind} {neutral(case.finding_id)}: {neutral(case.headline)}")


def _until(case: Case, zone: ZoneInfo) -> Text:
    return Text(f"review by {_moment(case.review_due, zone)}, action by {_moment(case.action_due, zone)}")


def print_case(console: Console, case: Case, history: list[Event], zone: ZoneInfo) -> None:
    """One case: where it stands, until when, and everything that happened to it."""
    console.print(_head(case))
    console.print(_about(case))
    console.print(Text(f"owner {neutral(case.owner or 'nobody')}, version {case.version}, last run {case.run}"))
    console.print(_until(case, zone))
    if case.again:
        console.print(Text(f"changed since the verdict: {neutral('; '.join(case.changes))}", "yellow"))
    if case.gone:
        into = f"; most of its people are in {case.became} now" if case.became else ""
        console.print(Text(neutral(f"not found since run {case.gone}{into}"), "yellow"))
    console.print(Text(f"may become: {', '.join(case.may_become)}", "dim"))
    console.print()
    for one in history:
        change = f"{one.before or '–'} → {one.after or '–'}" if one.kind in ("status", "owner") else _what(one)
        head = " ".join(part for part in (_moment(one.at, zone), one.who, one.kind, change) if part)
        console.print(Text(neutral(head), "bold"))
        if one.text:
            console.print(Text(f"  {neutral(one.text)}"))


def _what(event: Event) -> str:
    """What an event is about, beside its words; a task has its number."""
    number = f"{event.id}" if event.kind == "task" else ""
    return " ".join(part for part in (number, event.before, event.after) if part)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
