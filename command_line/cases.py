"""What the verbs about cases share: the casebook with the run in force brought in, and who is at the keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call
from command_line.results import plain
from workspace.access import acting

if TYPE_CHECKING:
    from casework.case import Case
    from casework.casebook import Casebook

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="The case's id (C-12, or 12), or the id of its ring or alert.")
]
WhoOption = Annotated[
    str | None, typer.Option("--who", metavar="NAME", help="Who does this; default: the user who is logged in.")
]
SeenOption = Annotated[
    int | None,
    typer.Option(
        "--seen",
        metavar="VERSION",
        help="Version of the case that you read; if somebody changed it since, nothing is overwritten.",
    ),
]

REASON = typer.Option(metavar="TEXT", help="Why; it is kept in the history.")


@contextmanager
def casebook(call: Call) -> Iterator["Casebook"]:
    """The casebook; rings and alerts of the run in force that have no case get one."""
    from casework.casebook import Casebook
    from detection.history import lineage_in_force
    from detection.lookup import whole_run_in_force

    workspace = call.workspace
    run = whole_run_in_force(workspace)
    book = Casebook(workspace)
    try:
        book.bring_in(run, lineage_in_force(workspace))
        yield book
    finally:
        book.close()


def person(named: str | None) -> str:
    """The name given, else the user's who is logged in; empty where the system knows none."""
    return acting().name if named is None else named


def told(call: Call, case: "Case", done: str) -> None:
    """Say what was done to a case: the case as JSON where that is asked for, else a sentence."""
    if call.as_json:
        print_json(plain(case))
    else:
        output().print(done)
