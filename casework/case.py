"""A case as others read it."""

from dataclasses import dataclass
from datetime import datetime

from casework.deadlines import overdue
from casework.ground import changes
from casework.schema import CaseRow, EventRow
from casework.status import ALLOWED, DECIDED, Status


@dataclass(frozen=True)
class Case:
    """A ring or an alert, who has it, where it stands and until when."""

    id: str  # C-12
    kind: str  # ring | alert
    finding_id: str
    run: str  # the last run that has it
    level: str  # empty for an alert
    score: float
    headline: str
    status: Status
    owner: str  # empty: nobody's yet
    opened_at: datetime
    review_due: datetime
    action_due: datetime
    overdue: str  # action | review | empty
    version: int  # grows with each change
    may_become: tuple[Status, ...]
    changes: tuple[str, ...] = ()  # of what the verdict rested on; where there are any, the verdict is asked again
    gone: str = ""  # the first run that has it no more
    became: str = ""  # the ring that most of its people are in now, where it is gone

    @property
    def again(self) -> bool:
        """Whether the verdict is asked again."""
        return bool(self.changes)

    @classmethod
    def of(cls, row: CaseRow, now: datetime) -> "Case":
        """The case as it stands at a moment."""
        status = Status(row.status)
        changed = changes(row.judged, row.ground) if status in DECIDED and not row.became else ()
        late = overdue(status, row.review_due, row.action_due, now, again=bool(changed))
        return cls(
            id=f"C-{row.id}",
            kind=row.kind,
            finding_id=row.finding_id,
            run=row.run,
            level=row.level,
            score=row.score,
            headline=row.headline,
            status=status,
            owner=row.owner,
            opened_at=row.opened_at,
            review_due=row.review_due,
            action_due=row.action_due,
            overdue="" if row.became else late,
            version=row.version,
            may_become=(*ALLOWED[status], *([status] if changed else [])),
            changes=changed,
            gone=row.gone,
            became=row.became,
        )


@dataclass(frozen=True)
class Event:
    """Something that happened to a case."""

    at: datetime
    who: str
    kind: str  # as in casework.schema
    before: str
    after: str
    text: str
    id: int = 0

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        """The event of a row."""
        return cls(row.at, row.who, row.kind, row.before, row.after, row.text, row.id)
