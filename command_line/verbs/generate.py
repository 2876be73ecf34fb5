"""Make a synthetic city with known rings.

Writes the source files of a city and `truth.json` beside them. The same options give the same bytes.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from command_line import progress
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.text import neutral

PLACE = 20
EXAMPLES = ("ringtrace generate city/ --persons 100000 --months 12 --seed 7 --level hard",)


class Level(StrEnum):
    """How well the rings hide."""

    EASY = "easy"
    MID = "mid"
    HARD = "hard"
    NONE = "none"


class Format(StrEnum):
    """In whose field names the files are written."""

    CANONICAL = "canonical"
    NATIONAL_PLATFORM = "national-platform"


class FileType(StrEnum):
    """Kind of file, one a table."""

    CSV = "csv"
    PARQUET = "parquet"


def run(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write to.")],
    persons: Annotated[int, typer.Option(metavar="N", min=1, help="Insured persons.")] = 20_000,
    months: Annotated[int, typer.Option(metavar="N", min=1, help="Months of records.")] = 12,
    seed: Annotated[int | None, typer.Option(metavar="SEED", help="Seed; default: the workspace's setting.")] = None,
    level: Annotated[Level, typer.Option(help="How well the rings hide; none: no rings.")] = Level.MID,
    format: Annotated[Format, typer.Option(help="Field names of the files.")] = Format.CANONICAL,
    file_type: Annotated[FileType, typer.Option(help="Kind of file.")] = FileType.CSV,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a city."""
    from simulation.generate import generate_city

    call = Call.of(context, workspace, as_json)
    drawn_with = seed if seed is not None else call.workspace.settings.seed
    with progress.stage("generate") as report:
        folder = generate_city(
            out,
            persons=persons,
            months=months,
            seed=drawn_with,
            level=level.value,
            format=format.value,
            file_type=file_type.value,
            progress=report,
        )
    if call.as_json:
        print_json({"folder": str(folder), "truth": str(folder / "truth.json"), "seed": drawn_with})
        return
    output().print(
        f"A city of {persons:,} people over {months} months (seed {drawn_with}, level {level.value}) is in "
        f"{neutral(folder)}; its rings are in {neutral(folder / 'truth.json')}.\n"
        f"Next: ringtrace run {neutral(folder)}",
        soft_wrap=True,
    )
