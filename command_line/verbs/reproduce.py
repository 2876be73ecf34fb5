"""Search again as an evidence bundle says, and compare: the same snapshot and settings give the same findings.

The workspace must hold the bundle's snapshot: on another machine, load the same files first. Nothing is written there.
Exit code 1 where anything differs.
"""

from pathlib import Path
from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from command_line.text import counted, neutral

PLACE = 87
EXAMPLES = ("ringtrace reproduce R-3F.zip",)


def run(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The bundle.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reproduce a bundle."""
    from evidence.reproduce import other_version, reproduce

    call = Call.of(context, workspace, as_json)
    found = reproduce(call.workspace, file)
    if call.as_json:
        print_json({"same": found.same} | plain(found))
    else:
        for one in found.differences:
            output().print(neutral(one))
        if here := other_version(found):
            output().print(f"The bundle is of ringtrace {neutral(found.version)}, this is {here}.")
        said = "the same findings" if found.same else "NOT the same"
        output().print(
            f"ring {neutral(found.ring)} of snapshot {found.snapshot}: {said}, {counted(found.files, 'file')} compared"
        )
    if not found.same:
        raise typer.Exit(1)
