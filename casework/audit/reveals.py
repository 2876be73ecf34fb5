"""Showing personal data whole: for a purpose and a case, written before it is shown, counted, limited."""

from dataclasses import replace

from casework.audit.entry import Entry
from casework.audit.log import AuditLog
from casework.casebook import Casebook
from detection.earlier import read_lineage
from workspace.access import acting
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import Workspace


def reveal(workspace: Workspace, act: Act, who: str = "") -> Entry:
    """Write that somebody is about to see personal data whole; only after this returns may it be shown.

    Raises:
        RingtraceError: there is no purpose or no such case, the day's limit is reached (which is written as an
            alarm), or it cannot be written.
    """
    if not act.purpose.strip():
        raise RingtraceError("Names and numbers are shown whole for a purpose only. Say it: 'hearing of 3 May'.")
    case = _case(workspace, act.case.strip())
    limit = workspace.settings.reveals_a_day
    person = who.strip() or acting().name or "unknown"
    with AuditLog(workspace) as log:
        with log.writing() as session:
            done = log.counted(session, Action.REVEAL, person, log.today())
            details = dict(act.details) | {"of_the_day": done + 1, "limit": limit}
            action = Action.ALARM if done >= limit else Action.REVEAL
            entry = log.add(session, replace(act, action=action, case=case, details=details), person)
        log.anchor(entry)
    if entry.action == Action.ALARM:
        raise RingtraceError(
            f"{person} has revealed personal data {done} times today, as often as reveals_a_day allows. Nothing is "
            "shown, and an alarm is in the audit log. Ask the supervisor."
        )
    return entry


def _case(workspace: Workspace, named: str) -> str:
    """The id of the case; a run that nobody asked the cases of yet brings its own in before.

    Raises:
        RingtraceError: none is named, or there is no such case.
    """
    if not named:
        raise RingtraceError("Names and numbers are shown whole for a case only. Name it by its id, such as C-12.")
    book = Casebook(workspace)
    try:
        snapshot = workspace.current()
        run = snapshot.current_run if snapshot else None
        if run:
            book.bring_in(read_run(run), read_lineage(run))
        return book.case(named).id
    finally:
        book.close()
