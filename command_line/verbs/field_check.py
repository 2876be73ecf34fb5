"""A ring's sheet for the team that drives there: what to look at, count, ask for, whom to hear, what proves what.

The minutes of camera footage and until when they are kept (`footage_days`), shelves and lots with the count that would
prove something, boxes, prescriptions, delivery notes, papers that would settle an innocent explanation, people in the
order in which to hear them. What would change the verdict most comes first: the share of the evidence's weight that a
check can confirm or overturn, times how far such a check settles it. Names are masked; `--full` shows them.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption, day
from command_line.results import plain, writable
from command_line.text import neutral

PLACE = 83
EXAMPLES = (
    "ringtrace field-check R-3F",
    "ringtrace field-check R-3F --on 2026-12-01 --lang zh --out visit.pdf",
    "ringtrace field-check R-3F --full --case C-12 --why 'visit of 1 December' --out visit.docx",
)


def run(
    context: typer.Context,
    ring_id: Annotated[str, typer.Argument(metavar="RING", help="The ring's id, or as much of it as is unique.")],
    on: Annotated[
        Any, typer.Option("--on", parser=day, metavar="DAY", help="Day of the visit; default: today.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the sheet: .pdf, .docx or .xlsx.")
    ] = None,
    masked: Annotated[
        bool, typer.Option("--masked/--full", help="Names and cards masked, or whole for a purpose and a case.")
    ] = True,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What the names are needed for.")] = "",
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="The case it is for; --full asks for one.")] = "",
    language: Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the sheet.")] = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a field-check sheet."""
    from command_line.show.field_check import print_sheet
    from evidence.field_check.sheet import field_check, sheet, write
    from evidence.options import Options

    call = Call.of(context, workspace, as_json)
    writable(out)
    options = Options(full=not masked, language=language, why=why, case=case)
    found = field_check(call.workspace, ring_id, on or date.today(), options)
    if out is not None:
        write(found, out, language)
    if call.as_json:
        print_json(plain(found))
    elif out is not None:
        output().print(f"{neutral(out)}: {len(found.checks)} checks for ring {found.ring}", soft_wrap=True)
    else:
        print_sheet(output(), sheet(found, language))
