"""Search the snapshot in force for rings.

Writes a run (rings.json and its tables) into the snapshot; `--out` copies rings.json elsewhere. Where the data outgrows
one machine, `--engine spark` searches on Spark, with the same result (extra pyspark, Java 17, setting spark_master).
"""

import typer

from command_line.console import output, print_json
from command_line.options import Call, EngineChoice, EngineOption, JsonOption, OutOption, WorkspaceOption
from command_line.results import copy_rings, plain, writable

PLACE = 50
EXAMPLES = ("ringtrace detect --out rings.json", "ringtrace detect --engine spark")


def run(
    context: typer.Context,
    out: OutOption = None,
    engine: EngineOption = EngineChoice.DUCKDB,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search for rings."""
    from command_line.show.detected import print_detected
    from command_line.steps import do_detect

    call = Call.of(context, workspace, as_json)
    writable(out)
    found = do_detect(call.workspace, engine=engine.value)
    copy_rings(found.folder, out)
    if call.as_json:
        print_json(plain(found))
    else:
        print_detected(output(), found, out)
