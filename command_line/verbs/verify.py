"""Check an evidence bundle: intact, or which files were changed, removed, added, renamed; and who signed it.

Without `--key`, the key of the setting `signing_key` is compared where one is set. Any change ends with exit code 1.
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
EXAMPLES = ("ringtrace verify R-3F.zip", "ringtrace verify R-3F.zip --key office.pub")
_SIGNATURES = {  # by `Checked.signature`
    "signed": "signed by key {key}, the one that was given",
    "unsigned": "unsigned: only a manifest sha256 that was written down elsewhere proves who made it",
    "signed by an unknown key": "signed by key {key}; compare it with a key you trust: --key FILE",
    "wrong key": "wrong key: signed by {key}, not by the one that was given",
    "forged": "the signature does not fit",
}


def run(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The bundle.")],
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PEM", help="Public key (PEM) that must have signed it.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify a bundle."""
    from evidence.signing import public_key
    from evidence.verify import verify

    call = Call.of(context, workspace, as_json)
    own = call.workspace.settings.signing_key if key is None else ""
    known = key or (Path(own).expanduser() if own else None)
    found = verify(file, public_key(known) if known else None)
    if call.as_json:
        print_json({"intact": found.intact} | {name: one for name, one in plain(found).items() if name != "manifest"})
    else:
        _print(file, found)
    if not found.intact:
        raise typer.Exit(1)


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
    output().print(f"{neutral(file)}: {'intact' if found.intact else 'NOT intact'}")
