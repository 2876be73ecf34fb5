"""What a supervisor is to be told without asking: the alarms of the last days."""

from datetime import date, timedelta

from casework.audit.entry import Entry
from casework.audit.log import AuditLog
from casework.audit.searching import Asked, rows
from workspace.access import may
from workspace.audit import Action
from workspace.snapshots import Workspace


def alarms(workspace: Workspace, *, days: int) -> list[Entry]:
    """The alarms since so many days, the newest first; nothing for whoever is not to be told."""
    if not may(workspace, "alarms"):
        return []
    with AuditLog(workspace) as log:
        since = date.fromisoformat(log.today()) - timedelta(days=days - 1)
        return rows(log, Asked(action=Action.ALARM, since=since.isoformat()))
