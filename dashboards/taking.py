"""Downloads: each is written in the audit log at the click, under the name of whoever was shown the button.

A download is made in a thread that no session stands behind, so it is told who asked; what that person may is read
again then, so that what was taken away meanwhile is gone.
"""

from collections.abc import Callable

from dashboards.identity import who
from dashboards.standing import space
from workspace.access import acting_as
from workspace.audit import Act, record


def taken(act: Act | None, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What a download's button makes, after the act was written; `act` is None where making it tells of one itself."""
    me, workspace = who(), space()

    def at_the_click() -> bytes:
        with acting_as(me):
            if act is not None:
                record(workspace, act)
            return make()

    return at_the_click
