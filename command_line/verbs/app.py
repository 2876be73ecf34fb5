"""Open the app: rings, their graphs, saved queries, in a browser.

It listens on this machine alone and asks nobody outside; without sign-in whoever sits at the machine works as the user
who started it. `--host` lets others reach it, once sign-in is set up (docs/access.md). Ctrl-C ends it.
"""

from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import DEFAULT_WORKSPACE, Call, JsonOption, WorkspaceOption
from command_line.text import neutral
from workspace.access import acting
from workspace.signing_in import SignIn, sign_in

PLACE = 65
EXAMPLES = ("ringtrace app", "ringtrace -w demo app --port 8600", "ringtrace app --host 0.0.0.0")


def run(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8501,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; any but this machine's own needs sign-in.")
    ] = "127.0.0.1",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start the app."""
    from command_line.serving import serve

    call = Call.of(context, workspace, as_json)
    call.workspace.current()  # refuses what does not fit before a browser is opened
    way = sign_in(call.workspace.settings)
    served = serve(call.folder_or(DEFAULT_WORKSPACE), port, host)
    with served as address:
        if call.as_json:
            print_json({"address": way.address if way else address, "sign_in": way.issuer if way else ""})
        else:
            output().print(f"Ringtrace is open at {way.address if way else address}  (Ctrl-C ends it)", soft_wrap=True)
            output().print(_who(call, way), soft_wrap=True)
        served.wait()


def _who(call: Call, way: SignIn | None) -> str:
    """Who will work, in a line."""
    if way:
        return neutral(f"People sign in by {way.issuer}.")
    from casework.access.person import person

    me = person(call.workspace, acting())
    may = "all" if me.alone else f"what the roles of {me.name} allow ({', '.join(me.roles) or 'none'})"
    return neutral(
        f"Nobody signs in: whoever opens it on this machine works as {me.name or 'its user'}, without a password, and "
        f"may {may}. No other machine reaches it."
    )
