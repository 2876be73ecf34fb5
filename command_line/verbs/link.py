"""Link two cases, with a reason that stands in both histories; `--undo` takes the link away."""

from typing import Annotated

import typer

from command_line.cases import REASON, CaseArgument, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 123
EXAMPLES = (
    'ringtrace link C-12 C-15 --reason "the same collector"',
    'ringtrace link C-12 C-15 --undo --reason "another person of that name"',
)


def run(
    context: typer.Context,
    case_id: CaseArgument,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other case.")],
    reason: Annotated[str, REASON],
    undo: Annotated[bool, typer.Option("--undo", help="Take the link away.")] = False,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Link cases."""
    from casework.folder import link

    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case, second = link(book, case_id, other, reason, person(who), undo=undo)
    told(call, case, f"{case.id} and {second.id} are {'not linked any more' if undo else 'linked'}")
