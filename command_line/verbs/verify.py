"""Check an evidence bundle: intact, or which files were changed, removed, added, renamed; and who signed it.

A time stamp (RFC 3161) is checked as well, and by the setting `timestamp_roots` who gave it. Without `--key`, the
key of the setting `signing_key` is compared where one is set. Any change ends with exit code 1.

With `--audit` instead of a file, check the audit log: every row that was edited, removed, swapped, added or dated back.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from command_line.text import neutral

if TYPE_CHECKING:
    from evidence.verify import Checked

PLACE = 86
EXAMPLES = ("ringtrace verify R-3F.zip", "ringtrace verify R-3F.zip --key office.pub", "ringtrace verify --audit")
_SIGNATURES = {  # by `Checked.signature`
    "signed": "signed by key {key}, the one that was given",
    "unsigned": "unsigned: only a manifest sha256 that was written down elsewhere proves who made it",
    "signed by an unknown key": "signed by key {key}; compare it with a key you trust: --key FILE",
    "wrong key": "wrong key: signed by {key}, not by the one that was given",
    "forged": "the signature does not fit",
}


def run(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE.zip", help="The bundle.")] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PEM", help="Public key (PEM) that must have signed it.")
    ] = None,
    audit: Annotated[bool, typer.Option("--audit", help="Check the audit log of the workspace's casebook.")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify a bundle or the audit log."""
    call = Call.of(context, workspace, as_json)
    if audit == (file is not None):
        raise typer.BadParameter("name a bundle, or say --audit")
    intact = _audit(call) if file is None else _bundle(call, file, key)
    if not intact:
        raise typer.Exit(1)


def _audit(call: Call) -> bool:
    from casework.audit.log import AuditLog
    from casework.audit.verifying import verify_log
    from command_line.show.audit import print_checked

    with AuditLog(call.workspace) as log:
        found = verify_log(log)
    if call.as_json:
        print_json({"intact": found.intact} | plain(found))
    else:
        print_checked(output(), found)
    return found.intact


def _bundle(call: Call, file: Path, key: Path | None) -> bool:
    from evidence.signing import public_key
    from evidence.verify import verify

    own = call.workspace.settings.signing_key if key is None else ""
    known = key or (Path(own).expanduser() if own else None)
    found = verify(file, public_key(known) if known else None, call.workspace.settings.timestamp_roots_file)
    if call.as_json:
        print_json({"intact": found.intact} | {name: one for name, one in plain(found).items() if name != "manifest"})
    else:
        _print(file, found)
    return found.intact


def _print(file: Path, found: "Checked") -> None:
    for problem in found.problems:
        output().print(f"{neutral(problem.file)}: {neutral(problem.what)}")
    told = found.manifest
    if told:
        made = told["made"]
        output().print(
            neutral(
                f"ring {told['ring']}, run {told['run']}, snapshot {told['snapshot']}, ringtrace "
                f"{told['software']['ringtrace']}; made by {made['by']} on {made['when']}"
                + (f" for: {made['why']}" if made["why"] else "")
            )
        )
        output().print(f"manifest sha256 {found.manifest_sha256}", soft_wrap=True)
    output().print(_SIGNATURES[found.signature].format(key=found.key or "none"))
    if found.stamp:
        by = (
            "by an authority of timestamp_roots"
            if found.stamp.trusted
            else "by whom was not checked: set timestamp_roots"
        )
        output().print(f"time stamp of {found.stamp.when}, {by}")
    output().print(f"{neutral(file)}: {'intact' if found.intact else 'NOT intact'}")
