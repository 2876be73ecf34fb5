"""What writes the acts that the lower layers tell of."""

from casework.audit.log import AuditLog
from workspace.audit import Act
from workspace.snapshots import Workspace


def keep(workspace: Workspace, act: Act) -> None:
    """Write an act; the keeper for `workspace.audit.keep_with`."""
    with AuditLog(workspace) as log:
        log.append(act)
