"""What a period's report counts, from the casebook; the moment up to which it counts is the period's end, or now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from casework.case import Case, Event
from casework.casebook import Casebook
from casework.deadlines import action_due, overdue, review_due
from casework.precision import Precision, precision
from casework.status import ACTED, DECIDED, Status
from casework.verdicts import Findings, Verdict, verdicts
from reports.period import Period
from workspace.settings import Settings
from workspace.snapshots import Workspace

WAITING = frozenset({Status.NEW, Status.REVIEWING, Status.NEEDS_EVIDENCE, Status.CONFIRMED})


@dataclass(frozen=True)
class OnTime:
    """Of `due` deadlines that fell in the period, so many were `met`."""

    met: int
    due: int


@dataclass(frozen=True)
class Figures:
    """A period's figures. Money in yuan; `open` and `overdue` are of its end, or of now where it still runs."""

    period: Period
    new_rings: int
    new_alerts: int
    new_loss: float  # of the new rings, as the last run that has them tells it
    confirmed: int
    confirmed_loss: float
    innocent: int
    needs_evidence: int
    transferred: int
    closed: int
    recovered: Decimal
    reviews: OnTime
    actions: OnTime
    open: int
    overdue: int
    new_ids: frozenset[str]  # the new rings
    decided: tuple[Verdict, ...]  # verdicts of the period that stood at its end
    stood: tuple[Verdict, ...]  # every verdict that stood at its end

    @property
    def signals(self) -> dict[str, Precision]:
        """How often each signal of rings was right, by the verdicts of the period."""
        return by_signal(self.decided)


@dataclass(frozen=True)
class Books:
    """What the figures of any period are counted from, read once."""

    workspace: Workspace
    cases: list[Case]
    events: Mapping[str, list[Event]]  # status, ground, recovered; by case
    findings: Findings
    now: datetime

    @classmethod
    def read(cls, workspace: Workspace, book: Casebook, now: datetime) -> "Books":
        """All of the casebook that reports need."""
        return cls(workspace, book.cases(), book.events("status", "ground", "recovered"), Findings(workspace), now)

    def finding(self, case: Case) -> dict[str, Any]:
        """The ring or alert of a case; empty where its run is gone."""
        return self.findings.of(case)


def by_signal(found: tuple[Verdict, ...]) -> dict[str, Precision]:
    """How often each signal of rings was right, by verdicts."""
    return {row.name: row for row in precision(found) if row.kind == "signal"}


def figures(books: Books, book: Casebook, period: Period) -> Figures:
    """The figures of a period, which may still run."""
    start, end = period.moments(ZoneInfo(books.workspace.settings.time_zone))
    until = min(end, books.now)
    opened = [case for case in books.cases if start <= case.opened_at < end]
    rings = [case for case in opened if case.kind == "ring"]
    changes = [
        (case, event)
        for case in books.cases
        for event in books.events.get(case.id, [])
        if start <= event.at < end and event.kind == "status" and event.after != event.before
    ]
    became = {status: [case for case, event in changes if event.after == status] for status in Status}
    stood = tuple(verdicts(books.workspace, book, until=end))
    confirmed = {case.id: case for case in became[Status.CONFIRMED]}
    settings = books.workspace.settings
    standing = [(case, _status(books, case, until)) for case in books.cases if case.opened_at < end]
    return Figures(
        period=period,
        new_rings=len(rings),
        new_alerts=len(opened) - len(rings),
        new_loss=_loss(books, rings),
        confirmed=len(confirmed),
        confirmed_loss=_loss(books, list(confirmed.values())),
        innocent=len({case.id for case in became[Status.INNOCENT]}),
        needs_evidence=len({case.id for case in became[Status.NEEDS_EVIDENCE]}),
        transferred=len({case.id for case in became[Status.TRANSFERRED]}),
        closed=len({case.id for case in became[Status.CLOSED]}),
        recovered=_recovered(books, start, end),
        reviews=_on_time(books, settings, (start, until), review=True),
        actions=_on_time(books, settings, (start, until), review=False),
        open=sum(status in WAITING for _, status in standing),
        overdue=sum(_late(case, status, books.now, until) for case, status in standing),
        new_ids=frozenset(case.finding_id for case in rings),
        decided=tuple(one for one in stood if start <= one.at < end),
        stood=stood,
    )


def _loss(books: Books, cases: list[Case]) -> float:
    return round(sum(float(books.finding(case).get("loss_amount", 0.0)) for case in cases), 2)


def _recovered(books: Books, start: datetime, end: datetime) -> Decimal:
    amounts = (
        Decimal(event.after)
        for events in books.events.values()
        for event in events
        if event.kind == "recovered" and start <= event.at < end
    )
    return sum(amounts, Decimal(0))


def _status(books: Books, case: Case, until: datetime) -> Status:
    """The status that a case had just before a moment."""
    status = Status.NEW
    for event in books.events.get(case.id, []):
        if event.at >= until:
            break
        if event.kind == "status":
            status = Status(event.after)
    return status


def _late(case: Case, status: Status, now: datetime, until: datetime) -> bool:
    """Whether a case is overdue, as the page of cases has it; of a moment that is past, as it stood then."""
    if until >= now:
        return bool(case.overdue)
    return not case.became and bool(overdue(status, case.review_due, case.action_due, until))


def _on_time(books: Books, settings: Settings, within: tuple[datetime, datetime], *, review: bool) -> OnTime:
    """Deadlines within a time: how many there were, how many were met.

    A deadline begins when the case is opened, or when its verdict is asked again. It was met by a change of status, for
    action by one that ends the wait: found innocent, handed over, closed; where a verdict was asked again, any verdict.
    """
    due = met = 0
    for case in books.cases:
        deadline = case.review_due if review else case.action_due
        if not within[0] <= deadline < within[1] or case.became:
            continue
        due += 1
        begun = _begun(books, case, settings, review=review)
        enough = set(Status) if review else (DECIDED if begun > case.opened_at else ACTED)
        met += any(
            event.kind == "status" and begun <= event.at <= deadline and event.after in enough
            for event in books.events.get(case.id, [])
        )
    return OnTime(met, due)


def _begun(books: Books, case: Case, settings: Settings, *, review: bool) -> datetime:
    """When the time of a case's deadline began to run."""
    for event in reversed(books.events.get(case.id, [])):
        if event.kind == "ground":
            again = review_due(event.at, settings) if review else action_due(event.at, settings)
            if again == (case.review_due if review else case.action_due):
                return event.at
    return case.opened_at
