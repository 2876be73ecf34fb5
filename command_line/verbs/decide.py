"""Change a case's status, with the reason.

Which status may follow which is one table; a change that it does not hold is refused and names those that it does.
"""

from typing import Annotated

import typer

from casework.status import Status
from command_line.cases import REASON, CaseArgument, SeenOption, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 114
EXAMPLES = (
    'ringtrace decide C-12 --status reviewing --reason "taken up"',
    'ringtrace decide C-12 --status innocent --reason "a care home without registration" --seen 2',
)


def run(
    context: typer.Context,
    case_id: CaseArgument,
    status: Annotated[Status, typer.Option(help="The status from now on.")],
    reason: Annotated[str, REASON],
    seen: SeenOption = None,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide on a case."""
    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.decide(case_id, status, reason, person(who), seen=seen)
    told(call, case, f"{case.id} is {case.status}")
