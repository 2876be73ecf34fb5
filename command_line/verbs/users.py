"""Who works with Ringtrace, in which roles, for which regions.

`users list` tells who is known; `users add NAME` and `users set NAME` give roles and regions; `users set NAME
--no-roles` takes them all away, which counts from the person's next click on. `users me` tells what you may;
`users table` prints the table of permissions. NAME is what the sign-in tells (an address of mail), and for the
command line the name with which somebody is logged in on the machine.

As long as nobody is known and nobody signs in, whoever sits at the machine may all. The first one to be added must be
that person, as an administrator; from then on roles hold for everybody.
"""

from enum import StrEnum
from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 126
EXAMPLES = (
    "ringtrace users add li@office.cn --role administrator",
    "ringtrace users add wu@office.cn --role investigator --region 3301 --region 3302",
    "ringtrace users set wu@office.cn --no-roles",
    "ringtrace users list",
)


class Step(StrEnum):
    """What to do with users."""

    LIST = "list"
    ADD = "add"
    SET = "set"
    ME = "me"
    TABLE = "table"


def run(
    context: typer.Context,
    step: Annotated[Step, typer.Argument(metavar="ACTION", help="list, add, set, me or table.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="add, set: whose name.")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLE",
            help="investigator, analyst, case_officer, supervisor, administrator or auditor; may be given again.",
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE", help="Leading digits of region codes, such as 3301, or * everywhere; may be given again."
        ),
    ] = None,
    no_roles: Annotated[bool, typer.Option("--no-roles", help="set: take all roles away.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Users, roles, regions."""
    from casework.access.people import add_person, change_person, people
    from command_line.show.users import print_me, print_table, print_users

    call = Call.of(context, workspace, as_json)
    if step is Step.TABLE:
        print_table(call.as_json)
        return
    if step is Step.ME:
        print_me(call.workspace, call.as_json)
        return
    if step is Step.ADD:
        found = [add_person(call.workspace, name, role or (), region or ())]
    elif step is Step.SET:
        if not (role or region or no_roles):
            raise typer.BadParameter("say what to give: --role, --region or --no-roles")
        found = [change_person(call.workspace, name, roles=[] if no_roles else role, regions=region)]
    else:
        found = people(call.workspace)
    if call.as_json:
        print_json(plain(found))
    else:
        print_users(output(), found)
