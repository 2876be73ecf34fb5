"""What people decided about findings: each case's last verdict with the finding that it was about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.case import Case
from casework.casebook import Casebook
from casework.status import Status
from workspace.errors import RingtraceError
from workspace.runs import RINGS_FILE, read_run
from workspace.snapshots import Workspace

_VERDICTS = {Status.CONFIRMED.value: True, Status.INNOCENT.value: False}
_OPEN_AGAIN = {Status.REVIEWING.value, Status.NEEDS_EVIDENCE.value}


@dataclass(frozen=True)
class Verdict:
    """A decided case. `finding` is its ring or alert as its last run tells; empty where that run is gone."""

    case: Case
    confirmed: bool
    at: datetime
    who: str
    reason: str
    finding: dict[str, Any]


def verdicts(workspace: Workspace, book: Casebook, *, until: datetime | None = None) -> list[Verdict]:
    """The verdicts that stand, in order of case; a case that is under review again has none.

    `until`: those that stood just before a moment, of cases as they are now.
    """
    runs = Findings(workspace)
    found = []
    events = book.decisions()
    for case in sorted(book.cases(), key=lambda one: int(one.id[2:])):
        last = None
        for event in events.get(case.id, []):
            if until is not None and event.at >= until:
                break
            if event.after in _VERDICTS:
                last = event
            elif event.after in _OPEN_AGAIN:
                last = None
        if last is not None:
            finding = runs.of(case)
            found.append(Verdict(case, _VERDICTS[last.after], last.at, last.who, last.text, finding))
    return found


class Findings:
    """The rings and alerts of the runs of all snapshots, each read when a case of it is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._folders = {folder.name.partition(".")[0]: folder for folder in _folders(workspace)}  # a rerun is `run.2`

    def of(self, case: Case) -> dict[str, Any]:
        """The ring or alert of a case; empty where its run is gone."""
        folder = self._folders.get(case.run)
        file = folder / RINGS_FILE if folder else None
        if file is None or not file.is_file():
            return {}
        return _of(file.parent, file.stat().st_mtime_ns).get((case.kind, case.finding_id), {})


def _folders(workspace: Workspace) -> Iterator[Path]:
    """Every run's folder; those in force last, so that of two of one name theirs counts."""
    yield from sorted(workspace.snapshots.glob("*/runs/*"))
    snapshot = workspace.current()
    if snapshot and snapshot.current_run:
        yield snapshot.current_run


@lru_cache(maxsize=4)  # pages ask again and again; nobody changes what is handed out
def _of(folder: Path, _changed: int) -> dict[tuple[str, str], dict[str, Any]]:
    try:
        document = read_run(folder)
    except (RingtraceError, OSError):  # half made, or of another version: as if it were gone
        return {}
    rings = {("ring", str(one["ring_id"])): one for one in document["rings"]}
    return rings | {("alert", str(one["alert_id"])): one for one in document["alerts"]}
