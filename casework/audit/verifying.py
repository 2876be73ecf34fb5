"""Is the log as it was written? Each row that was edited, removed, swapped, added or dated back is named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from casework.audit.entry import Entry, Seal
from casework.audit.events import changed_events
from casework.audit.keys import VARIABLE, key_name
from casework.audit.log import AuditLog
from workspace.access import require
from workspace.errors import RingtraceError

_AHEAD = timedelta(minutes=10)  # that the clock of another machine may be before ours


@dataclass(frozen=True)
class AuditProblem:
    """Where the log is not as it was written, and how."""

    where: str  # row 7, seal of 2026-03-01, head
    what: str


@dataclass(frozen=True)
class AuditChecked:
    """What was found."""

    rows: int
    sealed_days: int
    last: str  # digest of the last row; written down elsewhere, it proves all before
    problems: tuple[AuditProblem, ...]

    @property
    def intact(self) -> bool:
        """Nothing was found."""
        return not self.problems


class _Reading:
    """What is remembered while the rows pass."""

    def __init__(self, key: bytes) -> None:
        self.key, self.name = key, key_name(key)
        self.rows = 0
        self.last: Entry | None = None
        self.ends: dict[str, Entry] = {}  # the last row of each day
        self.anchored: dict[int, str] = {}  # digests of the rows that anchors ask for


def verify_log(log: AuditLog) -> AuditChecked:
    """Check rows, seals, what stands beside the database, and the cases' history that the rows tell of.

    Raises:
        Refused: whoever acts is no auditor.
    """
    require(log.workspace, "audit", "audit")
    read = _Reading(log.key)
    problems = list(_anchor_files(log, read))
    for entry in log.rows():
        problems += _row(entry, read)
    problems += _seals(log.seals(), read)
    problems += _beside(log, read)
    problems += [AuditProblem(where, what) for where, what in changed_events(log)]
    return AuditChecked(read.rows, len(log.seals()), read.last.digest if read.last else "", tuple(problems))


def _row(entry: Entry, read: _Reading) -> Iterator[AuditProblem]:
    where, last = f"row {entry.number}", read.last
    expected = last.number + 1 if last else 1
    if entry.number != expected:
        gone = f"row {expected}" if entry.number == expected + 1 else f"rows {expected} to {entry.number - 1}"
        yield AuditProblem(gone, "removed")
    elif entry.previous != (last.digest if last else ""):
        yield AuditProblem(where, "does not follow the row before it: one of the two was changed, swapped or added")
    yield from _digest(where, entry, read)
    if last and entry.at < last.at:
        yield AuditProblem(where, f"dated back: {entry.at} is before the row above it")
    if last and entry.day < last.day:
        yield AuditProblem(where, f"dated back: its day {entry.day} is before the row above it")
    if entry.moment > datetime.now(UTC) + _AHEAD:
        yield AuditProblem(where, f"dated ahead: {entry.at}")
    read.rows, read.last = read.rows + 1, entry
    read.ends[entry.day] = entry
    if entry.number in read.anchored:
        read.anchored[entry.number] = entry.digest


def _digest(where: str, one: Entry | Seal, read: _Reading) -> Iterator[AuditProblem]:
    if one.key != read.name:
        yield AuditProblem(where, f"written with the key {one.key}, which is not here; {VARIABLE} gives one")
    elif one.computed(read.key) != one.digest:
        yield AuditProblem(where, "edited: its content does not fit its digest")


def _seals(seals: list[Seal], read: _Reading) -> Iterator[AuditProblem]:
    before: Seal | None = None
    for seal in seals:
        where = f"seal of {seal.day}"
        yield from _digest(where, seal, read)
        if (seal.previous, seal.first) != ((before.digest, before.last + 1) if before else ("", 1)):
            yield AuditProblem(where, "does not follow the seal before it: one was removed or changed")
        end = read.ends.get(seal.day)
        if end is None or (end.number, end.digest) != (seal.last, seal.last_digest):
            yield AuditProblem(where, "does not fit the rows of its day: some were added, removed or changed")
        before = seal
    over = [day for day in read.ends if read.last and day < read.last.day]
    for day in sorted(set(over) - {seal.day for seal in seals}):
        yield AuditProblem(f"seal of {day}", "removed")


def _anchor_files(log: AuditLog, read: _Reading) -> Iterator[AuditProblem]:
    try:
        head = log.anchors.head()
        if head:
            read.anchored[head[0]] = ""
        log.anchors.seals()
    except RingtraceError as error:
        yield AuditProblem("beside the database", str(error))


def _beside(log: AuditLog, read: _Reading) -> Iterator[AuditProblem]:
    """The head and the seals that stand beside the database."""
    try:
        head, kept = log.anchors.head(), log.anchors.seals()
    except RingtraceError:
        return  # told already
    if head and read.anchored.get(head[0]) != head[1]:
        what = "was removed" if not read.anchored.get(head[0]) else "is another"
        yield AuditProblem(f"row {head[0]}", f"audit.head tells of it, but it {what}")
    if head is None and read.rows:
        yield AuditProblem("audit.head", "removed: it does not tell the last row")
    in_log = {seal.day: seal for seal in log.seals()}
    for seal in kept:
        if in_log.get(seal.day) != seal:
            yield AuditProblem(f"seal of {seal.day}", "audit.seals has another than the log")
