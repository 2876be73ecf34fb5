"""The casebook: cases of a workspace, and what people decide about them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.audit.events import event_details
from casework.audit.log import AuditLog
from casework.case import Case, Event
from casework.database import READING, connect
from casework.opening import BY_DETECTION, NO_LINEAGE, bring_in
from casework.schema import CaseRow, EventRow, ReaderRow
from casework.status import ALLOWED, RECOVERABLE, VERDICTS, Status, permission_for
from detection.visible import finding_regions
from workspace.access import Scope, require, scope
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

LONGEST_NAME = 200
MOST_RECOVERED = Decimal(10) ** 12
_WRITTEN = "audit entry"  # in a session's notes: what the audit log was told in its transaction


class Conflict(RingtraceError):
    """Somebody else changed the case meanwhile; nothing was overwritten, and the words are kept as a note.

    `case` is how it stands now, `last` the change that came before, if it was one of status or owner.
    """

    def __init__(self, case: Case, last: Event | None) -> None:
        self.case, self.last = case, last
        told = f"{last.who} changed it at {last.at:%Y-%m-%d %H:%M} UTC" if last else "it changed"
        super().__init__(
            f"{case.id} is not as you saw it: {told}, it is now {case.status} and belongs to {case.owner or 'nobody'}. "
            f"Your words are kept as a note. Read `ringtrace case {case.id}`, then decide again."
        )


class Casebook:
    """The cases of a workspace, for as many people at once as there are."""

    def __init__(self, workspace: Workspace) -> None:
        """Open it, or make it.

        Raises:
            RingtraceError: the database cannot be opened.
        """
        self._engine = connect(workspace)
        self._settings, self._workspace = workspace.settings, workspace
        self._log = AuditLog(workspace, self._engine)

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    def bring_in(self, run: dict[str, Any], lineage: Mapping[str, Any] = NO_LINEAGE) -> int:
        """Open a case for each ring and alert of a run that has none; how many were opened.

        `lineage` is the run's lineage.json: which rings were merged, split, or are gone.
        """
        try:
            return self._bring_in(run, lineage)
        except (IntegrityError, StaleDataError):  # somebody brought the same run in at the same moment
            return self._bring_in(run, lineage)

    def _bring_in(self, run: dict[str, Any], lineage: Mapping[str, Any]) -> int:
        with self.writing() as session:
            where = {} if _placed(session, run) else finding_regions(self._workspace, run)
            brought = bring_in(session, run, self._settings, lineage, where)
            if brought.opened:
                act = Act(Action.CHANGE, f"run:{run['run']}", details={"kind": "opened", "cases": brought.opened})
                self.tell(session, act, BY_DETECTION)
            for case, event in brought.told:
                self._add(session, case, event)
            return brought.opened

    def cases(
        self,
        *,
        status: Status | None = None,
        owner: str | None = None,
        only_overdue: bool = False,
        only_again: bool = False,
    ) -> list[Case]:
        """The cases that whoever acts may see and that fit every filter: overdue ones first, then by the next deadline.

        `only_again`: those whose verdict is asked again.
        """
        wanted = select(CaseRow)
        if status is not None:
            wanted = wanted.where(CaseRow.status == status.value)
        if owner is not None:
            wanted = wanted.where(CaseRow.owner == owner)
        seen = scope(self._workspace)
        with self.reading() as session:
            now = _now()
            found = [Case.of(row, now) for row in session.scalars(wanted) if _sees(seen, row)]
        kept = [case for case in found if (case.overdue or not only_overdue) and (case.again or not only_again)]
        return sorted(kept, key=lambda case: (not case.overdue, case.action_due, -case.score, int(case.id[2:])))

    def case(self, wanted: str) -> Case:
        """The case of an id (`C-12`, `12`), or of a ring's or alert's id.

        Raises:
            RingtraceError: there is none, or it is kept from whoever acts.
        """
        seen = scope(self._workspace)
        with self.reading() as session:
            return Case.of(_find(session, wanted, seen), _now())

    def history(self, wanted: str) -> list[Event]:
        """What happened to a case, the oldest first."""
        seen = scope(self._workspace)
        with self.reading() as session:
            rows = select(EventRow).where(EventRow.case_id == _find(session, wanted, seen).id).order_by(EventRow.id)
            return [Event.of(row) for row in session.scalars(rows)]

    def decisions(self) -> dict[str, list[Event]]:
        """The changes of status of each case that had any, by its id, the oldest first."""
        return self.events("status")

    def events(self, *kinds: str) -> dict[str, list[Event]]:
        """What happened to each case, of some kinds, by the case's id, the oldest first."""
        rows = select(EventRow).where(EventRow.kind.in_(kinds)).order_by(EventRow.id)
        found: dict[str, list[Event]] = {}
        seen = scope(self._workspace)
        with self.reading() as session:
            kept = set() if seen.whole else {one.id for one in session.scalars(select(CaseRow)) if not _sees(seen, one)}
            for row in session.scalars(rows):
                if row.case_id in kept:
                    continue
                found.setdefault(f"C-{row.case_id}", []).append(Event.of(row))
        return found

    def note(self, wanted: str, text: str, who: str) -> Case:
        """Add a note; notes never meet in conflict."""
        return self.add(wanted, "note", who, text=_words(text, "A note"))

    def add(
        self,
        wanted: str,
        kind: str,
        who: str,
        *,
        before: str = "",
        after: str = "",
        text: str = "",
        beside: Callable[[Session], None] | None = None,
    ) -> Case:
        """Add an event that changes nothing of the case itself; `beside` is done in the same transaction.

        Raises:
            RingtraceError: there is no such case.
            Refused: whoever acts may not write on it.
        """
        self.allow("note", wanted, who)
        with self.writing() as session:
            case = _find(session, wanted)
            if beside is not None:
                beside(session)
            self._add(session, case, _event(case, who, kind, before, after, text))
            return Case.of(case, _now())

    def recover(self, wanted: str, amount: Decimal, reason: str, who: str) -> Case:
        """Note yuan that came back because of a confirmed case; a negative amount takes back what was noted wrongly.

        Raises:
            RingtraceError: there is no such case, it is not confirmed, no words say why, or the amount is none.
        """
        words = _words(reason, "What was recovered")
        if not amount.is_finite() or not amount or amount != round(amount, 2) or abs(amount) > MOST_RECOVERED:
            raise RingtraceError(f"{amount} is no amount in yuan and fen. Write it as 12000.50")
        self.allow("transfer", wanted, who)
        with self.writing() as session:
            case = _find(session, wanted)
            if Status(case.status) not in RECOVERABLE:
                raise RingtraceError(
                    f"C-{case.id} is {case.status}. Money comes back because of confirmed cases alone."
                )
            self._add(session, case, _event(case, who, "recovered", after=f"{amount:.2f}", text=words))
            return Case.of(case, _now())

    def decide(self, wanted: str, status: Status, reason: str, who: str, *, seen: int | None = None) -> Case:
        """Change the status.

        `seen` is the version that the person read. Where somebody changed the case since, nothing is overwritten:
        the reason is kept as a note.

        Raises:
            Conflict: somebody else changed the case meanwhile.
            RingtraceError: there is no such case, no reason, or the change is not allowed.
        """
        self.allow(permission_for(status), wanted, who)
        return self._change(wanted, "status", status.value, _words(reason, "A decision"), who, seen)

    def judge(self, wanted: str, verdict: Status, reason: str, who: str, *, seen: int | None = None) -> Case:
        """Decide on a case, which is taken up before where it is new. Raises as `decide` does."""
        case = self.case(wanted)
        if case.status == Status.NEW and verdict in ALLOWED[Status.REVIEWING]:
            seen = self.decide(wanted, Status.REVIEWING, reason, who, seen=seen).version
        return self.decide(wanted, verdict, reason, who, seen=seen)

    def assign(self, wanted: str, owner: str, reason: str, who: str, *, seen: int | None = None) -> Case:
        """Give the case to somebody; an empty owner makes it nobody's. Raises as `decide` does."""
        own = _name(owner) == who or (not owner.strip() and self.case(wanted).owner == who)
        self.allow("take" if own else "assign", wanted, who)
        return self._change(wanted, "owner", _name(owner), reason.strip(), who, seen)

    def restrict(self, wanted: str, names: Collection[str], who: str) -> Case:
        """Make a case need-to-know: only its owner and these people see it, whatever their regions; nobody: open again.

        Raises:
            RingtraceError: there is no such case.
            Refused: whoever acts may not do that.
        """
        case = self.allow("restrict", wanted, who)
        named = sorted({_name(one) for one in names} - {""})
        with self.writing() as session:
            row = _find(session, case.id)
            before = list(session.scalars(select(ReaderRow).where(ReaderRow.case_id == row.id)))
            for reader in before:
                session.delete(reader)
            session.flush()
            session.add_all(ReaderRow(case_id=row.id, name=one) for one in named)
            told = f"known to {', '.join(named)}" if named else "open to everybody of its regions"
            self._add(session, row, _event(row, who, "known", text=told))
        return case

    def readers(self, wanted: str) -> tuple[str, ...]:
        """Who knows of a need-to-know case; empty: it is none."""
        case = self.case(wanted)
        with self.reading() as session:
            named = select(ReaderRow.name).where(ReaderRow.case_id == int(case.id[2:])).order_by(ReaderRow.name)
            return tuple(session.scalars(named))

    def allow(self, permission: str, wanted: str, who: str) -> Case:
        """The case, if whoever acts may see it, has the permission, and acts in no other's name.

        Raises:
            RingtraceError: there is no such case.
            Refused: it may not be done.
        """
        case = self.case(wanted)
        require(self._workspace, permission, f"{case.kind}:{case.finding_id}", who)
        return case

    def _change(self, wanted: str, what: str, after: str, reason: str, who: str, seen: int | None) -> Case:
        try:
            with self.writing() as session:
                case = _find(session, wanted)
                if seen is not None and case.version != seen:
                    raise StaleDataError
                before = str(getattr(case, what))
                if what == "status":
                    _check(case, Status(after))
                    case.judged = case.ground if Status(after) in VERDICTS or after == before else case.judged
                setattr(case, what, after)
                session.flush()  # here the second of two who change it at once is refused
                self._add(session, case, _event(case, who, what, before, after, reason))
                return Case.of(case, _now())
        except StaleDataError:
            told = f"Not done, since the case had changed: {what} {after}. {reason}"
            with self.writing() as session:  # it was allowed to change the case: no leave to note is asked for
                case = _find(session, wanted)
                self._add(session, case, _event(case, who, "note", text=told))
            changes = [one for one in self.history(wanted) if one.kind in ("status", "owner")]
            raise Conflict(self.case(wanted), changes[-1] if changes else None) from None

    def _add(self, session: Session, case: CaseRow, event: EventRow) -> None:
        """Keep an event, and tell the audit log of it."""
        session.add(event)
        session.flush()
        act = Act(Action.CHANGE, f"{case.kind}:{case.finding_id}", case=f"C-{case.id}", details=event_details(event))
        self.tell(session, act, event.who)

    def tell(self, session: Session, act: Act, who: str) -> None:
        """Tell the audit log of a change, as the last thing in its transaction: neither is there without the other."""
        session.info[_WRITTEN] = self._log.add(session, act, who)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that changes something."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session
        entry = session.info.pop(_WRITTEN, None)
        if entry:
            self._log.anchor(entry)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self._engine.execution_options(**READING)) as session:
            yield session


def _placed(session: Session, run: dict[str, Any]) -> bool:
    """Whether the cases of a run have their regions."""
    placed = select(CaseRow.id).where(CaseRow.run == str(run["run"]), CaseRow.regions != "").limit(1)
    return session.scalars(placed).first() is not None


def _sees(seen: Scope, row: CaseRow) -> bool:
    return seen.sees(row.finding_id, row.regions.split())


def _find(session: Session, wanted: str, seen: Scope | None = None) -> CaseRow:
    number = wanted.upper().removeprefix("C-")
    by_number = number.isascii() and number.isdigit() and len(number) < 10
    fits = CaseRow.id == int(number) if by_number else CaseRow.finding_id == wanted
    found = session.scalars(select(CaseRow).where(fits)).one_or_none()
    if found is None or (seen is not None and not _sees(seen, found)):
        raise RingtraceError(f"No case {wanted}. `ringtrace cases` lists them.")
    return found


def _check(case: CaseRow, after: Status) -> None:
    allowed = Case.of(case, _now()).may_become
    if after not in allowed:
        raise RingtraceError(
            f"C-{case.id} is {case.status} and cannot become {after}. From there: {', '.join(allowed)}."
        )


def _event(case: CaseRow, who: str, kind: str, before: str = "", after: str = "", text: str = "") -> EventRow:
    person = _name(who)
    if not person:
        raise RingtraceError("Nobody is named who does this. Say who with --who NAME.")
    return EventRow(case_id=case.id, at=_now(), who=person, kind=kind, before=before, after=after, text=text)


def _name(given: str) -> str:
    name = given.strip()
    if len(name) > LONGEST_NAME:
        raise RingtraceError(f"The name {name[:20]}… is longer than {LONGEST_NAME} characters.")
    return name


def _words(given: str, what: str) -> str:
    words = given.strip().replace("\x00", "")  # PostgreSQL takes no NUL
    if not words:
        raise RingtraceError(f"{what} needs words that say why.")
    return words


def _now() -> datetime:
    return datetime.now(UTC)
