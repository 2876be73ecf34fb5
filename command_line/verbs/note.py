"""Add a note to a case's history."""

from typing import Annotated

import typer

from command_line.cases import CaseArgument, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 116
EXAMPLES = ('ringtrace note C-12 "asked the shop for its ledger of March"',)


def run(
    context: typer.Context,
    case_id: CaseArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to note.")],
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note something on a case."""
    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.note(case_id, text, person(who))
    told(call, case, f"noted on {case.id}")
