"""Fit scores to the verdicts of people, so that 0.9 means: of ten such rings nine are confirmed.

It needs 30 rings with a verdict, 5 of them confirmed and 5 innocent; each fit is kept as a version, shown before and
after. Nothing changes by it: the line that it prints, put in `ringtrace.toml`, makes the next `detect` use it. Scores
then follow the verdicts, and levels follow the scores downwards: verdicts on others never raise one. `--list` shows the
versions that were made.
"""

from typing import Annotated

import typer

from command_line.cases import WhoOption, casebook, person
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 121
EXAMPLES = ("ringtrace calibrate", "ringtrace calibrate --list")


def run(
    context: typer.Context,
    listed: Annotated[bool, typer.Option("--list", help="Show the versions, and make none.")] = False,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Calibrate scores by verdicts."""
    from casework.calibration import calibrate, versions
    from casework.verdicts import verdicts
    from command_line.show.calibration import print_calibration, print_versions

    call = Call.of(context, workspace, as_json)
    if listed:
        found = versions(call.workspace)
        if call.as_json:
            print_json({"calibrations": plain(found), "in_force": call.workspace.settings.calibration})
        else:
            print_versions(output(), found, call.workspace.settings.calibration)
        return
    with casebook(call) as book:
        made = calibrate(call.workspace, verdicts(call.workspace, book), person(who))
    if call.as_json:
        print_json(plain(made))
    else:
        print_calibration(output(), made)
