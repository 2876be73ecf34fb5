"""List the cases: rings and alerts with status, owner and deadlines, overdue ones first."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from casework.status import Status
from command_line.cases import casebook
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.audit import Act, Action, record

PLACE = 110
EXAMPLES = (
    "ringtrace cases --overdue",
    "ringtrace cases --again",
    "ringtrace cases --status reviewing --owner Li --json",
)


def run(
    context: typer.Context,
    status: Annotated[Status | None, typer.Option(help="Only cases of this status.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Only this person's cases; '' nobody's.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only cases whose deadline has passed.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Only cases whose verdict is asked again: what it rests on has changed.")
    ] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=0, help="Cases to show; 0 shows all.")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """List cases."""
    from command_line.show.cases import print_cases

    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        record(call.workspace, Act(Action.LOOK, "cases"))
        cases = book.cases(status=status, owner=owner, only_overdue=overdue, only_again=again)
    shown = cases[: limit or None]
    if call.as_json:
        print_json({"total": len(cases), "cases": plain(shown)})
    else:
        print_cases(output(), shown, len(cases), ZoneInfo(call.workspace.settings.time_zone))
