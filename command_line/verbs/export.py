"""Write a ring's evidence bundle: graph, tables, findings and report in one ZIP with hashes.

Names, contacts and identity numbers are masked; `--full` shows them, asks for a purpose, which
stands in the bundle, and for a case, and is written in the audit log before. `--for police` is that with all lines
of the evidence; `--for institution` is a letter of questions to one institution with its own payments: nobody's name or
id, nothing of the others.
"""

from pathlib import Path
from typing import Annotated

import typer

from command_line.cases import casebook
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from command_line.text import counted, neutral
from workspace.errors import RingtraceError

PLACE = 85
EXAMPLES = (
    "ringtrace export R-3F --out R-3F.zip --why 'case 2026-17'",
    "ringtrace export C-12 --out police.zip --for police --case C-12 --why 'transfer to the police' --lang zh",
    "ringtrace export C-12 --out I0042.zip --for institution --institution I0042 --lang zh",
)


def run(
    context: typer.Context,
    ring_id: Annotated[
        str,
        typer.Argument(metavar="RING|CASE", help="The ring's id, or as much of it as is unique; or its case's (C-12)."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="Where the bundle goes; no file is replaced.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What the bundle is for; stands in it.")] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who makes it; default: the user of this machine.")
    ] = "",
    case: Annotated[
        str, typer.Option("--case", metavar="CASE", help="The case it is made for; --full asks for one.")
    ] = "",
    audience: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="police|institution",
            help="For whom: the police, names in clear; or an institution, what it is asked. Default: the house.",
        ),
    ] = "",
    institution: Annotated[
        str,
        typer.Option("--institution", metavar="ID", help="Which institution of the ring; the only one by default."),
    ] = "",
    masked: Annotated[
        bool | None,
        typer.Option(
            "--masked/--full",
            help="Names, contacts, identity numbers masked, or in clear for a purpose; default: clear for the police.",
        ),
    ] = None,
    minimal: Annotated[
        bool, typer.Option("--minimal", help="Only the lines that the findings rest on, and only what they need.")
    ] = False,
    language: Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of page and report.")] = "en",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export a ring."""
    from evidence.bundle import export_ring
    from evidence.options import Options, audience_of

    call = Call.of(context, workspace, as_json)
    options = Options.made_for(
        audience_of(audience),
        masked=masked,
        minimal=minimal,
        language=language,
        by=by,
        why=why,
        case=case,
        institution=institution,
    )
    made = export_ring(call.workspace, _ring(call, ring_id), out, options)
    if call.as_json:
        print_json(plain(made))
        return
    signed = f"signed by key {made.signed_by}" if made.signed_by else "unsigned: no signing_key is set"
    output().print(
        f"{neutral(made.file)}: ring {made.ring}, {counted(len(made.files), 'file')}, {made.bytes:,} bytes, {signed}."
    )
    if made.stamped_at:
        output().print(f"time stamp of {made.stamped_at} by {neutral(call.workspace.settings.timestamp_server)}")
    output().print(f"manifest sha256 {made.manifest_sha256}", soft_wrap=True)


def _ring(call: Call, wanted: str) -> str:
    """The ring that is meant: itself, or the one of a case (`C-12`)."""
    if not wanted.upper().startswith("C-"):
        return wanted
    with casebook(call) as book:
        case = book.case(wanted)
    if case.kind != "ring":
        raise RingtraceError(f"{case.id} is about alert {case.finding_id}. A bundle is about a ring.")
    return case.became or case.finding_id
