"""Build the graph from the snapshot in force.

Makes the graph store and the entity projection from the snapshot's tables.
"""

from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 40
EXAMPLES = ("ringtrace build",)


def run(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Build anew even where the graph is there.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the graph."""
    from command_line.show.built import print_built
    from command_line.steps import do_build

    call = Call.of(context, workspace, as_json)
    built = do_build(call.workspace, force=force)
    if call.as_json:
        print_json(plain(built))
    else:
        print_built(output(), built)
