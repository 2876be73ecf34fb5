"""Build the graph from the snapshot in force.

Makes the graph store and the entity projection from the snapshot's tables; `--store neo4j` loads the graph into a Neo4j
(settings neo4j_uri, neo4j_user, neo4j_database; the password in RINGTRACE_NEO4J_PASSWORD).
"""

from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption
from command_line.results import plain

PLACE = 40
EXAMPLES = ("ringtrace build", "ringtrace build --store neo4j")


def run(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Build anew even where the graph is there.")] = False,
    store: StoreOption = Store.LADYBUG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the graph."""
    from command_line.show.built import print_built
    from command_line.steps import do_build

    call = Call.of(context, workspace, as_json)
    built = do_build(call.workspace, force=force, neo4j=store is Store.NEO4J)
    if call.as_json:
        print_json(plain(built))
    else:
        print_built(output(), built)
