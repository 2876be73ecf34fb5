"""Make a city of 20,000 people, load it, build its graph, search it, and show its rings.

Works in the folder `demo`, or the workspace named; a second time gives the same again.
"""

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 10
EXAMPLES = ("ringtrace demo",)


def run(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show what Ringtrace does."""
    from command_line.demo import FOLDER, run_demo
    from command_line.show.demo import print_demo
    from workspace.runs import read_run

    call = Call.of(context, workspace, as_json)
    folder = call.folder_or(FOLDER)
    demo = run_demo(folder)
    if call.as_json:
        print_json(plain(demo))
    else:
        print_demo(output(), folder, demo, read_run(demo.job.found.folder))
