"""The cases' history is in the log by its digest, so that a decision or a reason cannot be rewritten either."""

import hashlib
import json
from collections.abc import Iterator

from sqlalchemy import select

from casework.audit.log import AuditLog
from casework.schema import AuditRow, EventRow
from workspace.audit import Action


def event_details(event: EventRow) -> dict[str, object]:
    """What a row of the log tells of an event, whose text it does not repeat."""
    changed = {"before": event.before, "after": event.after} if event.kind in ("status", "owner") else {}
    return {"event": event.id, "kind": event.kind, "sha256": event_digest(event)} | changed


def event_digest(event: EventRow) -> str:
    """SHA-256 of an event's columns."""
    at = event.at.isoformat(timespec="microseconds")
    values = [event.id, event.case_id, at, event.who, event.kind, event.before, event.after, event.text]
    return hashlib.sha256(json.dumps(values, ensure_ascii=True).encode()).hexdigest()


def changed_events(log: AuditLog) -> Iterator[tuple[str, str]]:
    """Where the history differs from what the log tells of it, and how."""
    told = {
        entry.told["event"]: (entry.number, entry.told["sha256"])
        for entry in log.rows(select(AuditRow).where(AuditRow.action == Action.CHANGE).order_by(AuditRow.number))
        if "event" in entry.told
    }
    first = min(told, default=None)
    for event in log.events():
        where = f"C-{event.case_id}, event {event.id} ({event.kind})"
        if event.id in told:
            number, digest = told.pop(event.id)
            if event_digest(event) != digest:
                yield where, f"edited: row {number} of the log tells of another"
        elif first is not None and event.id > first and event.kind != "opened":
            yield where, "added: no row of the log tells of it"
    for event_id, (number, _) in told.items():
        yield f"event {event_id}", f"removed: row {number} of the log tells of it"
