"""Tasks of cases: `task add C-12 "ask for the ledger" --due 2026-12-03`, `task list`, `task done C-12 45`.

The list shows the open tasks of all cases, the nearest day first, and which are late.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from command_line.cases import WhoOption, casebook, person, told
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption, day
from command_line.results import plain
from command_line.text import counted, neutral
from workspace.audit import Act, Action, record

PLACE = 124
EXAMPLES = (
    'ringtrace task add C-12 "ask the shop for its ledger" --for Li --due 2026-12-03',
    "ringtrace task list",
    'ringtrace task done C-12 45 --result "came on paper, see the file"',
)


class Step(StrEnum):
    """What to do with tasks."""

    ADD = "add"
    DONE = "done"
    LIST = "list"


def run(
    context: typer.Context,
    step: Annotated[Step, typer.Argument(metavar="ACTION", help="add, done or list.")],
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="add, done: the case.")] = "",
    what: Annotated[str, typer.Argument(metavar="WHAT", help="add: the task; done: its number.")] = "",
    whose: Annotated[str, typer.Option("--for", metavar="NAME", help="add, list: whose task it is.")] = "",
    due: Annotated[Any, typer.Option("--due", parser=day, metavar="DAY", help="add: until when.")] = None,
    result: Annotated[str, typer.Option("--result", metavar="TEXT", help="done: what came of it.")] = "",
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add, finish, list tasks."""
    from casework.folder import add_task, finish_task, tasks

    call = Call.of(context, workspace, as_json)
    if step is not Step.LIST and not case_id:
        raise typer.BadParameter("say which case")
    if step is Step.DONE and not what.isdecimal():
        raise typer.BadParameter("say which task, by its number in `ringtrace task list`")
    with casebook(call) as book:
        if step is Step.ADD:
            case = add_task(book, case_id, what, whose, due, person(who))
            told(call, case, f"task added to {case.id}")
        elif step is Step.DONE:
            case = finish_task(book, case_id, int(what), result, person(who))
            told(call, case, f"task {what} of {case.id} is done")
        else:
            record(call.workspace, Act(Action.LOOK, "tasks"))
            found = [one for one in tasks(book) if not whose or one.whose == whose]
            print_json({"tasks": plain(found)}) if call.as_json else _print(found)


def _print(found: list[Any]) -> None:
    today = date.today()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("task", "case", "whose", "until", "", "what"):
        table.add_column(name)
    for one in found:
        late = Text("late", "bold red") if one.late(today) else Text("")
        table.add_row(
            str(one.number), one.case, neutral(one.whose or "–"), str(one.due or "–"), late, neutral(one.text)
        )
    if found:
        output().print(table)
    output().print(Text(f"{counted(len(found), 'open task')}, {sum(one.late(today) for one in found):,} late", "dim"))
