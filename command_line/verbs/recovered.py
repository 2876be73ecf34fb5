"""Note money that came back because of a confirmed case; weekly and monthly reports add it up.

`--undo` takes back what was noted wrongly. Nothing is overwritten: each amount stays in the case's history.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from command_line.cases import REASON, CaseArgument, WhoOption, casebook, person, told
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.text import yuan

PLACE = 115
EXAMPLES = (
    'ringtrace recovered C-12 12000.50 --reason "paid back by the shop on 3 March"',
    'ringtrace recovered C-12 12000.50 --undo --reason "noted twice"',
)


def _yuan(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise typer.BadParameter(f"{text} is no amount: write it as 12000.50") from None


def run(
    context: typer.Context,
    case_id: CaseArgument,
    amount: Annotated[Any, typer.Argument(metavar="YUAN", parser=_yuan, help="Yuan that came back, such as 12000.50.")],
    reason: Annotated[str, REASON],
    undo: Annotated[bool, typer.Option("--undo", help="Take back an amount that was noted wrongly.")] = False,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Note what was recovered."""
    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        case = book.recover(case_id, -amount if undo else amount, reason, person(who))
    told(call, case, f"{yuan(float(amount))} {'taken back' if undo else 'recovered'} on {case.id}")
