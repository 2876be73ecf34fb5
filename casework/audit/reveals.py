"""Showing personal data whole: for a purpose and a case, written before it is shown, counted, limited."""

from casework.audit.entry import Entry
from casework.audit.log import AuditLog
from casework.casebook import Casebook
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace
from workspace.users import local_user


def reveal(workspace: Workspace, about: str, purpose: str, case: str, *, who: str = "") -> Entry:
    """Write that somebody is about to see personal data whole; only after this returns may it be shown.

    Raises:
        RingtraceError: there is no purpose or no such case, the day's limit is reached (which is written as an
            alarm), or it cannot be written.
    """
    if not purpose.strip():
        raise RingtraceError("Names and numbers are shown whole for a purpose only. Say it: --purpose 'hearing of 3 May'.")
    if not case.strip():
        raise RingtraceError("Names and numbers are shown whole for a case only. Name it: --case C-12.")
    book = Casebook(workspace)
    try:
        known = book.case(case.strip()).id
    finally:
        book.close()
    limit = workspace.settings.reveals_a_day
    person = who.strip() or local_user() or "unknown"
    with AuditLog(workspace) as log:
        with log.writing() as session:
            done = log.counted(session, Action.REVEAL, person, log.today())
            details = {"of_the_day": done + 1, "limit": limit}
            act = Act(Action.REVEAL, about, purpose, known, details=details)
            if done >= limit:
                act = Act(Action.ALARM, about, purpose, known, details=details | {"why": "limit of reveals"})
            entry = log.add(session, act, person)
        log.anchor(entry)
    if entry.action == Action.ALARM:
        raise RingtraceError(
            f"{person} has revealed personal data {done} times today, as often as reveals_a_day allows. Nothing is "
            "shown, and an alarm is in the audit log. Ask the supervisor."
        )
    return entry
