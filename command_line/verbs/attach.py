"""Attach a file to a case, with its sha256; or take one out again, checked against the hash.

The file lies in the casebook, under its hash; the case's history tells name, hash, who and when.
"""

from pathlib import Path
from typing import Annotated

import typer

from command_line.cases import CaseArgument, WhoOption, casebook, person
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import writable
from command_line.text import neutral
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError

PLACE = 122
EXAMPLES = (
    "ringtrace attach C-12 ledger.pdf --note 'ledger of March, from the shop'",
    "ringtrace attach C-12 --take 3f9a --out ledger.pdf",
)


def run(
    context: typer.Context,
    case_id: CaseArgument,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="The file to attach.")] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it is.")] = "",
    take: Annotated[str, typer.Option("--take", metavar="SHA256", help="Take out the file of this hash.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where a file that is taken goes.")] = None,
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Attach a file."""
    from casework.folder import attach, content_of

    call = Call.of(context, workspace, as_json)
    if bool(take) == (file is not None) or bool(take) != (out is not None):
        raise typer.BadParameter("name a file to attach, or say --take SHA256 --out FILE")
    if file is not None:
        content = _read(file)
        with casebook(call) as book:
            digest, name = attach(book, case_id, file.name, content, note, person(who)), file.name
    else:
        writable(out)
        with casebook(call) as book:
            case = book.case(case_id)
            record(
                call.workspace,
                Act(Action.EXPORT, f"{case.kind}:{case.finding_id}", case=case.id, details={"file": take}),
            )
            name, content = content_of(book, case_id, take)
        digest = _write(out, content)
    if call.as_json:
        print_json({"name": name, "sha256": digest, "bytes": len(content)})
    else:
        output().print(f"{neutral(name)}: {len(content):,} bytes, sha256 {digest}", soft_wrap=True)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RingtraceError(f"{file} cannot be read: {error.strerror}.") from error


def _write(out: Path | None, content: bytes) -> str:
    import hashlib

    if out is None or out.exists():
        raise RingtraceError(f"{out} exists. Name another, or remove it.")
    out.touch(mode=0o600)
    out.write_bytes(content)
    return hashlib.sha256(content).hexdigest()
