"""What writes the acts that the lower layers tell of."""

from casework.audit.log import AuditLog
from casework.audit.reveals import reveal
from workspace.audit import Act, Action
from workspace.snapshots import Workspace


def keep(workspace: Workspace, act: Act) -> None:
    """Write an act; the keeper for `workspace.audit.keep_with`. A reveal must have its purpose and case.

    Raises:
        RingtraceError: it cannot be written, or may not be done.
    """
    if act.action == Action.REVEAL:
        reveal(workspace, act)
        return
    with AuditLog(workspace) as log:
        log.append(act)
