"""Add a note to a case's history."""

from typing import Annotated

import typer

from command_line.cases import CaseArgument, WhoOption, casebook, person
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

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
    if call.as_json:
        print_json(plain(case))
    else:
        output().print(f"noted on {case.id}")
