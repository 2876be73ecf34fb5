"""The weekly or monthly report: new, confirmed, recovered, in time or not, false alarms, grades, regions, data.

Without `--on`, it is of the last week or month that is over; with it, of the one that the day is in, which may still
run. `--out` names a file (.pdf, .docx, .xlsx, .html), or a folder, which gets all four under the period's name and is
what a timer names: docs/reports.md has the lines for cron and systemd. No person is named in a report.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from command_line.cases import casebook
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption, day
from command_line.results import plain
from command_line.text import neutral
from reports.period import Length, Period

PLACE = 120
EXAMPLES = (
    "ringtrace report weekly",
    "ringtrace report monthly --on 2026-11-01 --lang zh --out november.pdf",
    "ringtrace report weekly --out /var/lib/ringtrace/reports",
)


def run(
    context: typer.Context,
    length: Annotated[Length, typer.Argument(metavar="PERIOD", help="weekly or monthly.")],
    on: Annotated[
        Any,
        typer.Option("--on", parser=day, metavar="DAY", help="A day of the period; default: the last that is over."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE|DIR", help="A file of one format, or a folder for all four.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the report.")] = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Report on a week or a month."""
    from command_line.show.field_check import print_sheet
    from evidence.options import Options
    from reports.files import files_of, tell, write
    from reports.periodic import periodic

    call = Call.of(context, workspace, as_json)
    language = Options(language=language).language  # refuses one that is not known
    period = Period.around(length, on) if on else Period.last_whole(length, date.today())
    files = files_of(out, f"{period.length}-{period.name}-{language}") if out else []
    tell(call.workspace, period, language, [file.suffix for file in files])
    with casebook(call) as book:
        made = periodic(call.workspace, book, period, language)
    for file in files:
        write(made.report, file)
    if call.as_json:
        print_json({"files": plain(files), "period": plain(period), "report": plain(_told(made.report))})
    elif files:
        for file in files:
            output().print(f"{neutral(file)}: {neutral(made.report.title)}", soft_wrap=True)
    else:
        print_sheet(output(), made.report)


def _told(report: Any) -> dict[str, Any]:
    """The report's tables by heading, without its pictures."""
    sections = {
        section.heading: [
            {"header": block.header, "rows": block.rows} for block in section.blocks if hasattr(block, "rows")
        ]
        for section in report.sections
    }
    return {"title": report.title, "of": report.subtitle, "sections": sections}
