"""Build the graph from the snapshot in force.

Makes the graph store and the entity projection from the snapshot's tables; `--store neo4j` loads the graph into a Neo4j
(settings neo4j_uri, neo4j_user, neo4j_database; the password in RINGTRACE_NEO4J_PASSWORD).

With `--files DIR` it writes files for Neo4j's own import instead, which is several times as fast, and prints the
command; `--run-import` runs it. The import wants a Neo4j that is stopped. Start it, then run
`ringtrace build --store neo4j`, which adds constraints and rings.
"""

from pathlib import Path
from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption
from command_line.results import plain

PLACE = 40
EXAMPLES = (
    "ringtrace build",
    "ringtrace build --store neo4j",
    "ringtrace build --store neo4j --files /var/lib/neo4j/import/today",
)


def run(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Build anew even where the graph is there.")] = False,
    store: StoreOption = Store.LADYBUG,
    files: Annotated[
        Path | None, typer.Option(metavar="DIR", help="With --store neo4j: write files for neo4j-admin there instead.")
    ] = None,
    run_import: Annotated[bool, typer.Option("--run-import", help="With --files: import them.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the graph."""
    from command_line.show.built import print_built
    from command_line.steps import do_build

    call = Call.of(context, workspace, as_json)
    if files is None and run_import:
        raise typer.BadParameter("--run-import imports what --files DIR wrote")
    if files is not None:
        if store is not Store.NEO4J:
            raise typer.BadParameter("--files are for --store neo4j")
        _files(call, files, force, run_import)
        return
    built = do_build(call.workspace, force=force, neo4j=store is Store.NEO4J)
    if call.as_json:
        print_json(plain(built))
    else:
        print_built(output(), built)


def _files(call: Call, folder: Path, force: bool, run_import: bool) -> None:
    from command_line.show.built import print_import
    from command_line.steps import do_import, do_import_files

    written = do_import_files(call.workspace, folder, force=force)
    if not call.as_json:
        print_import(output(), written)
    if run_import:
        do_import(written)
    if call.as_json:
        print_json(plain(written) | {"imported": run_import})
