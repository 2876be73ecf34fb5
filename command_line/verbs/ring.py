"""Show one ring's dossier: members, signals, innocent explanations, loss, law, and the lines behind.

Names are masked. Each line names the source file and the row it stands in.
"""

from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.errors import RingtraceError

PLACE = 80
EXAMPLES = ("ringtrace ring R-3F", "ringtrace ring R-3F --all-lines")


def _known(context: typer.Context, incomplete: str) -> list[str]:
    """Ring ids for shell completion; none where there is no run."""
    from detection.lookup import run_in_force

    try:
        document = run_in_force(Call.of(context, context.params.get("workspace"), False).workspace)
    except RingtraceError:
        return []
    return [ring["ring_id"] for ring in document["rings"] if ring["ring_id"].startswith(incomplete)]


def run(
    context: typer.Context,
    ring_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="The ring's id, or as much of it as is unique.", autocompletion=_known),
    ],
    lines: Annotated[int, typer.Option(metavar="N", min=0, help="Lines of evidence to show.")] = 20,
    all_lines: Annotated[bool, typer.Option("--all-lines", help="Show every line of evidence.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a ring."""
    from command_line.show.dossier import print_dossier
    from detection.dossier import dossier
    from detection.history import lineage_in_force
    from detection.lookup import find_ring, run_in_force

    call = Call.of(context, workspace, as_json)
    ring = find_ring(run_in_force(call.workspace), ring_id, lineage_in_force(call.workspace))
    found = dossier(call.workspace, ring)
    if call.as_json:
        print_json(plain(found))
    else:
        print_dossier(output(), found, None if all_lines else lines)
