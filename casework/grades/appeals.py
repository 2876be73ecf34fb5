"""Appeals against what a grade rests on: filed once a case by or for whoever is graded, decided once with a reason."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.case import Case
from casework.casebook import Casebook
from casework.grades.rules import Kind, Rules
from casework.schema import AppealRow
from casework.verdicts import Verdict
from workspace.audit import Act, Action
from workspace.errors import RingtraceError

Outcome = Literal["upheld", "rejected"]


@dataclass(frozen=True)
class Appeal:
    """An appeal; `outcome` is empty while it is open."""

    kind: str
    subject: str
    case_id: str
    filed_at: datetime
    filed_by: str
    text: str
    outcome: str
    decided_at: datetime | None
    decided_by: str
    reason: str

    @classmethod
    def of(cls, row: AppealRow) -> "Appeal":
        """The appeal of a row."""
        values = {name: getattr(row, name) for name in cls.__dataclass_fields__ if name != "case_id"}
        return cls(**values, case_id=f"C-{row.case_id}")


def appeals(book: Casebook) -> list[Appeal]:
    """Every appeal, the oldest first."""
    with book.reading() as session:
        return [Appeal.of(row) for row in session.scalars(select(AppealRow).order_by(AppealRow.id))]


def file_appeal(
    book: Casebook, verdict: Verdict, kind: Kind, subject: str, text: str, who: str, rules: Rules
) -> Appeal:
    """File an appeal against what a confirmed case costs somebody.

    Raises:
        RingtraceError: there is no text, the time is over, or one was filed before.
    """
    if not text.strip():
        raise RingtraceError("An appeal needs words that say why.")
    book.allow("appeal", verdict.case.id, who)
    until = verdict.at + timedelta(days=rules.appeal.days)
    if datetime.now(UTC) > until:
        raise RingtraceError(
            f"The time to appeal ended on {until:%Y-%m-%d}, {rules.appeal.days} days after the verdict."
        )
    row = AppealRow(
        kind=kind,
        subject=subject,
        case_id=int(verdict.case.id[2:]),
        filed_at=datetime.now(UTC),
        filed_by=who,
        text=text.strip().replace("\x00", ""),
        outcome="",
        decided_at=None,
        decided_by="",
        reason="",
    )
    try:
        with book.writing() as session:
            session.add(row)
            session.flush()
            _tell(book, session, row, who, "appeal filed")
    except IntegrityError:
        raise RingtraceError(f"An appeal of {kind}:{subject} against {verdict.case.id} was filed before.") from None
    return Appeal.of(row)


def decide_appeal(
    book: Casebook, kind: str, subject: str, case_id: str, outcome: Outcome, reason: str, who: str
) -> Appeal:
    """Uphold an appeal, after which the case costs nothing any more, or reject it.

    Raises:
        RingtraceError: there is no such appeal, it was decided before, or there is no reason.
    """
    if not reason.strip():
        raise RingtraceError("A decision needs words that say why.")
    case = book.allow("rule", case_id, who)
    try:
        with book.writing() as session:
            row = _open_appeal(session, kind, subject, case)
            row.outcome, row.reason, row.decided_by, row.decided_at = outcome, reason.strip(), who, datetime.now(UTC)
            session.flush()
            _tell(book, session, row, who, f"appeal {outcome}")
            return Appeal.of(row)
    except StaleDataError:
        raise RingtraceError("Somebody else decided the appeal at the same moment. Read it again.") from None


def _open_appeal(session: Session, kind: str, subject: str, case: Case) -> AppealRow:
    wanted = select(AppealRow).where(
        AppealRow.kind == kind, AppealRow.subject == subject, AppealRow.case_id == int(case.id[2:])
    )
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise RingtraceError(f"{kind}:{subject} has not appealed against {case.id}.")
    if row.outcome:
        raise RingtraceError(f"The appeal was {row.outcome} by {row.decided_by} on {row.decided_at:%Y-%m-%d}.")
    return row


def _tell(book: Casebook, session: Session, row: AppealRow, who: str, what: str) -> None:
    act = Act(Action.CHANGE, f"{row.kind}:{row.subject}", case=f"C-{row.case_id}", details={"kind": what})
    book.tell(session, act, who)
