"""Search the audit log: who looked, searched, asked, revealed, exported or changed what, when, for which case.

`--about` takes a part of what it was about (`ring:R-3F`, `Person:P1`), or a name, phone or number that somebody may
have searched for: the log holds those as keyed hashes only, and finds them by the same hash. `--counts` tells how
often each person did what on each day. Reading the log is written in it as well.
"""

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.audit import Act, Action, Secret, record

PLACE = 117
EXAMPLES = (
    "ringtrace audit --action reveal --from 2026-11-01",
    "ringtrace audit --about ring:R-3F --who Li --json",
    "ringtrace audit --counts --action alarm",
)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day, such as 2026-03-31") from error


def run(
    context: typer.Context,
    who: Annotated[str, typer.Option(metavar="NAME", help="Only what this person did.")] = "",
    action: Annotated[Action | None, typer.Option(help="Only acts of this kind.")] = None,
    about: Annotated[str, typer.Option(metavar="TEXT", help="Only what was about this.")] = "",
    case: Annotated[str, typer.Option(metavar="CASE", help="Only what was done for this case, such as C-12.")] = "",
    since: Annotated[Any, typer.Option("--from", parser=_day, metavar="DAY", help="From this day on.")] = None,
    until: Annotated[Any, typer.Option("--to", parser=_day, metavar="DAY", help="Until this day, included.")] = None,
    counts: Annotated[bool, typer.Option("--counts", help="How often, by day and person, instead of rows.")] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="Rows to show; 0 shows all.")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the audit log."""
    from casework.audit.log import AuditLog
    from casework.audit.searching import Asked, search
    from casework.audit.searching import counts as counted
    from command_line.show.audit import print_counts, print_entries

    call = Call.of(context, workspace, as_json)
    asked = Asked(who, action, about, case.upper(), str(since or ""), str(until or ""))
    details = {"who": who, "action": action, "about": Secret(about) if about else "", "from": asked.since}
    record(call.workspace, Act(Action.LOOK, "audit", details={name: one for name, one in details.items() if one}))
    with AuditLog(call.workspace) as log:
        if counts:
            table = counted(log, asked)
            print_json(plain(table)) if call.as_json else print_counts(output(), table)
            return
        rows = search(log, asked, limit)
    if call.as_json:
        print_json([plain(one) | {"details": one.told} for one in rows])
    else:
        print_entries(output(), rows, ZoneInfo(call.workspace.settings.time_zone))
