"""Rows of the log that fit what an auditor asks."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from casework.audit.entry import Entry
from casework.audit.keys import hidden
from casework.audit.log import AuditLog
from casework.schema import AuditRow
from workspace.access import require
from workspace.audit import Action


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is empty lets everything through. Days are local, both included."""

    who: str = ""
    action: Action | None = None
    about: str = ""  # a part of what it was about, or a name or number that was searched for
    case: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Counted:
    """How often somebody did something on a day."""

    day: str
    who: str
    action: str
    times: int


def search(log: AuditLog, asked: Asked, limit: int = 0) -> list[Entry]:
    """The rows that fit, the newest first; 0: all of them.

    Raises:
        Refused: whoever acts is no auditor.
    """
    require(log.workspace, "audit", "audit")
    return rows(log, asked, limit)


def rows(log: AuditLog, asked: Asked, limit: int = 0) -> list[Entry]:
    """The same for what shows a part of them that others may see."""
    wanted = _fitting(select(AuditRow), log, asked).order_by(AuditRow.number.desc())
    return list(log.rows(wanted.limit(limit) if limit else wanted))


def counts(log: AuditLog, asked: Asked) -> list[Counted]:
    """How often each person did what on each day, the newest day first. Raises as `search` does."""
    require(log.workspace, "audit", "audit")
    columns = (AuditRow.day, AuditRow.who, AuditRow.action)
    counting: Any = select(*columns, func.count())
    wanted = _fitting(counting, log, asked).group_by(*columns)
    return [Counted(*row) for row in log.ask(wanted.order_by(AuditRow.day.desc(), AuditRow.who, AuditRow.action))]


def _fitting(wanted: Any, log: AuditLog, asked: Asked) -> Any:
    for column, value in ((AuditRow.who, asked.who), (AuditRow.action, asked.action), (AuditRow.case_id, asked.case)):
        if value:
            wanted = wanted.where(column == str(value))
    if asked.since:
        wanted = wanted.where(AuditRow.day >= asked.since)
    if asked.until:
        wanted = wanted.where(AuditRow.day <= asked.until)
    if asked.about:
        mark = hidden(log.key, asked.about)
        wanted = wanted.where(
            or_(AuditRow.about.contains(asked.about, autoescape=True), AuditRow.details.contains(mark, autoescape=True))
        )
    return wanted
