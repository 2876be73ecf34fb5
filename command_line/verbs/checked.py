"""Bring what a check on the spot came to back into its case: proves, clears or unclear, and what was found.

The check is named by its number on the sheet of the ring, or by its title. In the app the sheet is a form that does
the same.
"""

from typing import Annotated

import typer

from casework.outcome import Outcome
from command_line.cases import CaseArgument, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption

PLACE = 125
EXAMPLES = ('ringtrace checked C-12 1 --outcome proves --found "all 14 boxes still on the shelf"',)


def run(
    context: typer.Context,
    case_id: CaseArgument,
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The check's number on the sheet, or its title.")],
    outcome: Annotated[Outcome, typer.Option("--outcome", help="What it came to.")],
    found: Annotated[str, typer.Option("--found", metavar="TEXT", help="What was found.")],
    language: Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the sheet.")] = "en",
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a check."""
    from casework.folder import answer

    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        title = _title(call, book.case(case_id).finding_id, int(check), language) if check.isdecimal() else check
        case = answer(book, case_id, title, outcome, found, person(who))
    told(call, case, f"{case.id}: {title}: {outcome}")


def _title(call: Call, ring: str, number: int, language: str) -> str:
    """The title of a check of the ring's sheet of today."""
    from datetime import date

    from evidence.field_check.sheet import field_check
    from evidence.options import Options

    checks = field_check(call.workspace, ring, date.today(), Options(language=language)).checks
    if not 0 < number <= len(checks):
        raise typer.BadParameter(f"the sheet has checks 1 to {len(checks)}")
    return checks[number - 1].title
