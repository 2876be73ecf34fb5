"""Make a case need-to-know: only its owner and the people named see it, whatever their regions.

The names replace those that were named before; without any, the case is open again to everybody of its regions.
"""

from typing import Annotated

import typer

from command_line.cases import CaseArgument, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 111
EXAMPLES = ("ringtrace restrict C-12 --to li@office.cn --to wu@office.cn", "ringtrace restrict C-12")


def run(
    context: typer.Context,
    case_id: CaseArgument,
    to: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who knows; may be given again.")] = None,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name who knows of a case."""
    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.restrict(case_id, to or (), person(who))
    known = f"known to its owner and {', '.join(to)}" if to else "open to everybody of its regions"
    told(call, case, f"{case.id} is {known}")
