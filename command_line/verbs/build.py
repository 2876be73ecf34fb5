"""Build the graph from the snapshot in force.

Makes the graph store and the entity projection from the snapshot's tables.
"""

import typer

from command_line import progress
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 40
EXAMPLES = ("ringtrace build",)


def run(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Build the graph."""
    from command_line.show.built import print_built
    from graph.build import build

    call = Call.of(context, workspace, as_json)
    with progress.shown() as report:
        built = build(call.workspace, progress=report)
    if call.as_json:
        print_json(plain(built))
    else:
        print_built(output(), built)
