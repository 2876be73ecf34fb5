"""Compare rings found with the truth of a synthetic city.

Judges rings of level red and yellow: precision and recall by ring and by person, overall and by pattern.
"""

from pathlib import Path
from typing import Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 90
EXAMPLES = ("ringtrace evaluate rings.json city/truth.json",)

_RATIOS = ("ring_precision", "ring_recall", "person_precision", "person_recall", "alert_precision", "lender_recall")


def run(
    context: typer.Context,
    rings: Annotated[Path, typer.Argument(metavar="RINGS", help="rings.json of a run.")],
    truth: Annotated[Path, typer.Argument(metavar="TRUTH", help="truth.json of the city.")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Evaluate a run."""
    from command_line.show.evaluated import print_evaluated
    from simulation.evaluate import evaluate

    judged = evaluate(rings, truth)
    if Call.of(context, workspace, as_json).as_json:
        print_json(plain(judged) | {name: round(getattr(judged, name), 4) for name in _RATIOS})
    else:
        print_evaluated(output(), judged)
