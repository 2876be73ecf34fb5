"""Load, build and detect in one go.

Ends with what was loaded and rejected, and the rings found.
"""

import typer

from command_line.console import output, print_json
from command_line.options import (
    AppendOption,
    Call,
    JsonOption,
    MappingOption,
    OutOption,
    PseudonymsOption,
    RejectsOption,
    SourcesArgument,
    WorkspaceOption,
)
from command_line.results import copy_rings, plain, writable

PLACE = 60
EXAMPLES = ("ringtrace run records/ --out rings.json", "ringtrace -w work run march/ --append")


def run(
    context: typer.Context,
    sources: SourcesArgument,
    mapping: MappingOption = None,
    append: AppendOption = False,
    max_rejects: RejectsOption = None,
    pseudonyms: PseudonymsOption = None,
    out: OutOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load, build, detect."""
    from command_line.main_job import run_main_job
    from command_line.show.detected import print_detected
    from command_line.show.loaded import print_loaded

    call = Call.of(context, workspace, as_json)
    writable(out)
    done = run_main_job(
        call.workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects, pseudonyms=pseudonyms
    )
    copy_rings(done.found.folder, out)
    if call.as_json:
        print_json(plain(done))
        return
    print_loaded(output(), done.loaded)
    print_detected(output(), done.found, out)
