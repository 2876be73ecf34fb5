"""How often each level, signal and innocent explanation was right, by the verdicts of cases, with intervals of 95 %.

A signal was right where a ring that rests on it was confirmed; an explanation that it called likely or open, where the
verdict was innocent, one that it ruled out, where it was confirmed. Cases under review again do not count. What people
chose to decide on is no random sample: few verdicts give wide intervals, and a habit of deciding the clear ones first
flatters them all.
"""

import typer

from command_line.cases import casebook
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.audit import Act, Action, record

PLACE = 118
EXAMPLES = ("ringtrace precision", "ringtrace precision --json")


def run(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show the precision of signals and explanations."""
    from casework.precision import precision
    from casework.verdicts import verdicts
    from command_line.show.precision import print_precision

    call = Call.of(context, workspace, as_json)
    with casebook(call) as book:
        record(call.workspace, Act(Action.LOOK, "precision"))
        decided = verdicts(call.workspace, book)
    rows = precision(decided)
    gone = [one.case.id for one in decided if not one.finding]
    if call.as_json:
        told = [plain(row) | {"share": row.share} for row in rows]
        print_json({"verdicts": len(decided), "without_run": gone, "precision": told})
    else:
        print_precision(output(), rows, len(decided), gone)
