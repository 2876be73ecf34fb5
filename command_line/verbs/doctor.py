"""Say what is installed, what is missing and how to get it, and whether the workspace and its Neo4j are sound.

A Neo4j is asked where one is set up: a password, a token, or an address other than the default.
Ends with 1 when something is broken; optional parts that are missing break nothing.
"""

import typer

from command_line.console import output, print_json
from command_line.health.finding import State
from command_line.options import DEFAULT_WORKSPACE, Call, JsonOption, WorkspaceOption
from command_line.results import plain

PLACE = 100
EXAMPLES = ("ringtrace doctor", "ringtrace doctor -w demo --json")


def run(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Examine the installation and the workspace."""
    from command_line.health.installation import installation
    from command_line.health.neo4j import neo4j_findings
    from command_line.health.soundness import soundness
    from command_line.show.findings import print_findings

    call = Call.of(context, workspace, as_json)
    folder = call.folder_or(DEFAULT_WORKSPACE)
    parts = {
        "installation": list(installation()),
        "workspace": list(soundness(folder)),
        "neo4j": list(neo4j_findings(folder)),
    }
    broken = any(one.state is State.BROKEN for findings in parts.values() for one in findings)
    if call.as_json:
        print_json({"sound": not broken, **plain(parts)})
    else:
        print_findings(output(), parts)
    raise typer.Exit(1 if broken else 0)
