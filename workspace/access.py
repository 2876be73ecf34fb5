"""Who is acting, and what that person may see and do: asked here by every layer, answered by who guards the records.

The functions that hand out records tell of each act by `workspace.audit.record`, which asks the guard before it writes;
lists ask for the `scope`. The command line and the app install the guard at their start (`guard_with`). A program that
uses the packages without one of the two is not guarded: it can read the files as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workspace.errors import RingtraceError
from workspace.users import local_user

if TYPE_CHECKING:
    from workspace.audit import Act
    from workspace.snapshots import Workspace


class Refused(RingtraceError):
    """The person may not do that; nothing was shown or done."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as a sign-in or the machine tells; what they may is not theirs to say.

    `roles` and `regions` are what the sign-in's claims give; they count where the casebook does not know the person.
    """

    name: str
    signed_in: bool = False
    roles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Which findings somebody sees: those that touch a region of theirs, less those kept from them, and those given.

    `regions` are leading digits of region codes; None: everywhere. `hidden` and `given` are ids of rings and alerts.
    """

    regions: tuple[str, ...] | None = None
    hidden: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether nothing is kept from the person."""
        return self.regions is None and not self.hidden

    def covers(self, codes: Iterable[str]) -> bool:
        """Whether one of these region codes is within the regions."""
        return self.regions is None or any(code.startswith(self.regions) for code in codes)

    def sees(self, finding_id: str, codes: Iterable[str]) -> bool:
        """Whether a ring or an alert that touches these regions may be seen."""
        return finding_id not in self.hidden and (finding_id in self.given or self.covers(codes))


class Guard(Protocol):
    """What decides."""

    def admit(self, workspace: Workspace, act: Act) -> None:
        """Refuse an act that the person may not do."""

    def require(self, workspace: Workspace, permission: str, about: str, who: str) -> None:
        """Refuse what needs a permission that the person has not, or is done in another's name."""

    def may(self, workspace: Workspace, permission: str) -> bool:
        """Whether the person has a permission at all, so that pages need not offer what is refused."""

    def scope(self, workspace: Workspace) -> Scope:
        """Which findings the person sees."""

    def seen(self, workspace: Workspace, nodes: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those nodes, by label and key, that the person may open."""


_guards: list[Guard] = []
_tellers: list[Callable[[], Identity]] = []
_acting: ContextVar[Identity | None] = ContextVar("acting", default=None)


def guard_with(guard: Guard | None, who: Callable[[], Identity] | None = None) -> None:
    """From now on this process's acts are decided by a guard; `who` tells who acts, else the machine's user does."""
    _guards[:] = [guard] if guard else []
    _tellers[:] = [who] if who else []


@contextmanager
def acting_as(identity: Identity) -> Iterator[None]:
    """Within, this person acts: for what runs outside of where `who` can be told, such as a download's own thread."""
    token = _acting.set(identity)
    try:
        yield
    finally:
        _acting.reset(token)


def acting() -> Identity:
    """Who acts."""
    held = _acting.get()
    if held is not None:
        return held
    return _tellers[0]() if _tellers else Identity(local_user())


def admit(workspace: Workspace, act: Act) -> None:
    """Refuse an act that the person may not do.

    Raises:
        Refused: it may not be done; that it was tried is in the audit log.
    """
    for guard in _guards:
        guard.admit(workspace, act)


def require(workspace: Workspace, permission: str, about: str = "", who: str = "") -> None:
    """Refuse what needs a permission that the person has not, or what is done in another's name (`who`).

    Raises:
        Refused: it may not be done; that it was tried is in the audit log.
    """
    for guard in _guards:
        guard.require(workspace, permission, about, who)


def may(workspace: Workspace, permission: str) -> bool:
    """Whether the person has a permission at all: for what is offered; what is done asks again."""
    return all(guard.may(workspace, permission) for guard in _guards)


def scope(workspace: Workspace) -> Scope:
    """Which findings the person sees."""
    return _guards[0].scope(workspace) if _guards else Scope()


def seen(workspace: Workspace, nodes: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those nodes, by label and key, that the person may open."""
    return _guards[0].seen(workspace, nodes) if _guards and nodes else set(nodes)
