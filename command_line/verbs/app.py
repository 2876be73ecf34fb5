"""Open the app: rings, their graphs, saved queries, in a browser.

It listens on this machine alone and asks nobody outside. Ctrl-C ends it.
"""

from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import DEFAULT_WORKSPACE, Call, JsonOption, WorkspaceOption

PLACE = 65
EXAMPLES = ("ringtrace app", "ringtrace -w demo app --port 8600")


def run(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8501,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start the app."""
    from command_line.serving import serve

    call = Call.of(context, workspace, as_json)
    call.workspace.current()  # refuses what does not fit before a browser is opened
    served = serve(call.folder_or(DEFAULT_WORKSPACE), port)
    with served as address:
        if call.as_json:
            print_json({"address": address})
        else:
            output().print(f"Ringtrace is open at {address}  (Ctrl-C ends it)", soft_wrap=True)
        served.wait()
