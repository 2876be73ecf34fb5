"""Check source files and make them the snapshot in force.

Good rows go into a new snapshot, every other row into its rejects with file, row, column, value and reason.
Until the last step the snapshot in force stays as it was.
"""

import typer

from command_line.console import output, print_json
from command_line.options import (
    AppendOption,
    Call,
    JsonOption,
    MappingOption,
    PseudonymsOption,
    RejectsOption,
    SourcesArgument,
    WorkspaceOption,
)
from command_line.results import plain

PLACE = 30
EXAMPLES = (
    "ringtrace load records/",
    "ringtrace load march/ --append --mapping national-platform --max-rejects 2%",
)


def run(
    context: typer.Context,
    sources: SourcesArgument,
    mapping: MappingOption = None,
    append: AppendOption = False,
    max_rejects: RejectsOption = None,
    pseudonyms: PseudonymsOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load source files."""
    from command_line.show.loaded import print_loaded
    from command_line.steps import do_load

    call = Call.of(context, workspace, as_json)
    loaded = do_load(
        call.workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects, pseudonyms=pseudonyms
    )
    if call.as_json:
        print_json(plain(loaded))
    else:
        print_loaded(output(), loaded)
