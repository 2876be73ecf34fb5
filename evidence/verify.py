"""Is a bundle as it was made? Each file that was changed, removed, added or renamed is named."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.archive import PLAIN, Packed, Reader
from evidence.manifest import FORMAT, LARGEST, MANIFEST, SIGNATURE, STAMP, STAMPED_BY
from evidence.signing import Signature, fingerprint
from evidence.stamping import LARGEST as LARGEST_STAMP
from evidence.stamping import Stamp, checked
from workspace.errors import RingtraceError

ARCHIVE = "archive"  # what is wrong is between the files
SIGNED, UNSIGNED, NOT_COMPARED, WRONG_KEY, FORGED = (
    "signed",
    "unsigned",
    "signed by an unknown key",
    "wrong key",
    "forged",
)
_LARGEST_SIGNATURE = 10_000


@dataclass(frozen=True)
class Problem:
    """What became of a file: changed, removed, added, renamed; or of the archive around them."""

    file: str
    what: str


@dataclass(frozen=True)
class Checked:
    """What was found; `signature` is one of this module's five words."""

    problems: tuple[Problem, ...]
    signature: str
    key: str  # fingerprint of the key that signed; empty where unsigned
    manifest_sha256: str
    manifest: dict[str, Any]  # empty where it cannot be read
    stamp: Stamp | None = None  # the time stamp, where there is one that holds

    @property
    def intact(self) -> bool:
        """Nothing changed, and where a key was given, it signed."""
        return not self.problems and self.signature in (SIGNED, UNSIGNED, NOT_COMPARED)


def verify(file: Path, key: str | None = None, roots: Path | None = None) -> Checked:
    """Check a bundle; where a public key is given (hexadecimal), that it signed; its time stamp, by roots if given.

    Raises:
        RingtraceError: the file is no ZIP, or no bundle of Ringtrace.
    """
    with Reader(file) as archive:
        if MANIFEST not in archive.names:
            raise RingtraceError(
                f"{file} has no {MANIFEST}: it is no bundle of Ringtrace, or its manifest was removed."
            )
        problems: list[Problem] = []
        try:
            content = archive.content(MANIFEST, LARGEST)
            told = _read(content)
        except RingtraceError as error:
            return Checked((Problem(MANIFEST, f"changed: {error}"),), UNSIGNED, "", "", {})
        signature, signed_by = _signature(archive, content, key, problems)
        stamped = _stamp(archive, content, told, roots, problems)
        problems += _compare(archive, told["files"])
        if not problems and not archive.frame_fits():
            problems.append(Problem(ARCHIVE, "changed outside of the files' content (headers, times, order, appended)"))
    return Checked(tuple(problems), signature, signed_by, hashlib.sha256(content).hexdigest(), told, stamped)


def _read(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
        files = told["files"]
        for one in files.values():
            Packed(**one)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RingtraceError(f"it is no manifest of a bundle ({error})") from error
    if told.get("format") != FORMAT:
        raise RingtraceError(f"its format is {str(told.get('format'))!r}, this version reads {FORMAT}")
    return dict(told)


def _signature(archive: Reader, content: bytes, key: str | None, problems: list[Problem]) -> tuple[str, str]:
    if SIGNATURE not in archive.names:
        return (WRONG_KEY if key else UNSIGNED), ""
    try:
        signature = Signature.of_json(archive.content(SIGNATURE, _LARGEST_SIGNATURE))
        if not signature.fits(content):
            raise RingtraceError("it does not fit the manifest: one of the two was changed")
    except RingtraceError as error:
        problems.append(Problem(SIGNATURE, f"changed: {error}"))
        return FORGED, ""
    if key is None:
        return NOT_COMPARED, fingerprint(signature.public_key)
    return (SIGNED if key == signature.public_key.lower() else WRONG_KEY), fingerprint(signature.public_key)


def _stamp(
    archive: Reader, content: bytes, told: dict[str, Any], roots: Path | None, problems: list[Problem]
) -> Stamp | None:
    if STAMP not in archive.names:
        if told.get(STAMPED_BY):
            problems.append(Problem(STAMP, "removed"))
        return None
    try:
        return checked(archive.content(STAMP, LARGEST_STAMP), content, roots)
    except RingtraceError as error:
        problems.append(Problem(STAMP, f"changed: {error}"))
        return None


def _compare(archive: Reader, files: dict[str, dict[str, Any]]) -> list[Problem]:
    """The archive's files beside those of the manifest."""
    expected = {name: Packed(**one) for name, one in files.items()}
    names = [name for name in archive.names if name not in PLAIN]
    problems = [
        Problem(name, "occurs twice") for name in sorted({one for one in archive.names if archive.names.count(one) > 1})
    ]
    largest = max((one.size for one in expected.values()), default=0)
    found = {name: archive.packed(name, expected[name].size if name in expected else largest) for name in names}
    missing = {name: one for name, one in expected.items() if name not in found}
    for name, one in found.items():
        if name in expected:
            if one != expected[name]:
                problems.append(Problem(name, "changed" if one else "changed: it does not unpack to its former size"))
            continue
        former = next((other for other, was in missing.items() if one and was.sha256 == one.sha256), None)
        if former is None:
            problems.append(Problem(name, "added"))
        else:
            problems.append(Problem(name, f"renamed from {former}"))
            missing.pop(former)
    return [*problems, *(Problem(name, "removed") for name in missing)]
