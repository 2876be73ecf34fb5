"""What people do with records, told before it is done to whoever keeps the log.

The functions that hand out records call `record`; the command line and the app say at their start who keeps it
(`keep_with`). A keeper that cannot write raises, and then nothing is handed out. A program that uses the packages
without one of the two keeps no log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workspace.access import admit

if TYPE_CHECKING:
    from workspace.snapshots import Workspace


class Action(StrEnum):
    """What was done."""

    SIGN_IN = "sign_in"
    LOOK = "look"
    SEARCH = "search"
    QUERY = "query"
    REVEAL = "reveal"
    EXPORT = "export"
    CHANGE = "change"
    ALARM = "alarm"
    REFUSED = "refused"


class Secret(str):
    """Text that may be personal."""

    __slots__ = ()


@dataclass(frozen=True)
class Act:
    """Something done: to what (`ring:R-3F`, `Person:P1`), for what purpose, for which case.

    Within `details`, a `Secret` is text that may be personal, such as what was searched for: the log keeps a keyed
    hash of it.
    """

    action: Action
    about: str
    purpose: str = ""
    case: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


Keeper = Callable[["Workspace", Act], None]
_keepers: list[Keeper] = []


def keep_with(keeper: Keeper | None) -> None:
    """From now on this process's acts are written by a keeper; None: by nobody."""
    _keepers[:] = [keeper] if keeper else []


def record(workspace: Workspace, act: Act) -> None:
    """Have an act written before it is done, if whoever acts may do it.

    Raises:
        RingtraceError: it may not be done, or could not be written; then nothing may be shown.
    """
    admit(workspace, act)
    for keeper in _keepers:
        keeper(workspace, act)
