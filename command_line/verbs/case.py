"""Show one case: where it stands, until when, what may follow, and everything that happened to it."""

from zoneinfo import ZoneInfo

import typer

from command_line.cases import CaseArgument, casebook
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.audit import Act, Action, record

PLACE = 112
EXAMPLES = ("ringtrace case C-12", "ringtrace case C-12 --json")


def run(
    context: typer.Context,
    case_id: CaseArgument,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a case."""
    from command_line.show.cases import print_case

    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.case(case_id)
        record(call.workspace, Act(Action.LOOK, f"{case.kind}:{case.finding_id}", case=case.id))
        history = book.history(case_id)
    if call.as_json:
        print_json({"case": plain(case), "history": plain(history)})
    else:
        print_case(output(), case, history, ZoneInfo(call.workspace.settings.time_zone))
