"""Give a case to somebody."""

from typing import Annotated

import typer

from command_line.cases import REASON, CaseArgument, SeenOption, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.text import neutral

PLACE = 113
EXAMPLES = ("ringtrace assign C-12 Li", 'ringtrace assign C-12 Wang --reason "knows the shop"')


def run(
    context: typer.Context,
    case_id: CaseArgument,
    owner: Annotated[str, typer.Argument(metavar="NAME", help="Whose case it is from now on; '' makes it nobody's.")],
    reason: Annotated[str, REASON] = "",
    seen: SeenOption = None,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Assign a case."""
    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.assign(case_id, owner, reason, person(who), seen=seen)
    told(call, case, f"{case.id} belongs to {neutral(case.owner or 'nobody')}")
