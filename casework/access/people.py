"""People of the casebook, with their roles and regions; what is changed counts from the next act on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.access.permissions import Role
from casework.casebook import Casebook
from casework.schema import PersonRow
from workspace.access import acting, require
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

EVERYWHERE = "*"


@dataclass(frozen=True)
class Known:
    """Somebody whom the casebook knows; without roles: somebody from whom all were taken."""

    name: str
    roles: tuple[str, ...]
    regions: tuple[str, ...]  # leading digits of region codes; `*`: everywhere
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, row: PersonRow) -> "Known":
        """The person of a row."""
        return cls(row.name, tuple(row.roles.split()), tuple(row.regions.split()), row.changed_at, row.changed_by)


@contextmanager
def _book(workspace: Workspace) -> Iterator[Casebook]:
    book = Casebook(workspace)
    try:
        yield book
    finally:
        book.close()


def people(workspace: Workspace) -> list[Known]:
    """Everybody whom the casebook knows, by name.

    Raises:
        Refused: whoever acts is no administrator.
    """
    require(workspace, "administer", "people")
    with _book(workspace) as book, book.reading() as session:
        return [Known.of(row) for row in session.scalars(select(PersonRow).order_by(PersonRow.name))]


def add_person(workspace: Workspace, name: str, roles: Sequence[str], regions: Sequence[str]) -> Known:
    """Make somebody known. The first must be whoever acts, as an administrator, for then roles hold for everybody.

    Raises:
        RingtraceError: the name is empty or known, a role or region is none, or the first is somebody else.
        Refused: whoever acts is no administrator.
    """
    person, held, where = _name(name), _roles(roles), _regions(regions)
    require(workspace, "administer", f"user:{person}")
    try:
        with _book(workspace) as book, book.writing() as session:
            first = session.scalars(select(PersonRow).limit(1)).first() is None
            if first and (Role.ADMINISTRATOR not in held or person != acting().name):
                raise RingtraceError(
                    "The first person must be you, as an administrator, for from then on roles hold for everybody. "
                    f"Say: ringtrace users add {acting().name or 'NAME'} --role administrator"
                )
            row = PersonRow(name=person, roles=" ".join(held), regions=" ".join(where))
            row.changed_at, row.changed_by = datetime.now(UTC), _me()
            session.add(row)
            session.flush()
            _tell(book, session, row, "added", ("", ""))
            return Known.of(row)
    except IntegrityError:
        raise RingtraceError(f"{person} is known already. Change what they may: ringtrace users set {person}") from None


def change_person(
    workspace: Workspace, name: str, *, roles: Sequence[str] | None = None, regions: Sequence[str] | None = None
) -> Known:
    """Give somebody other roles or regions; None leaves them. No roles: the person may nothing from now on.

    Raises:
        RingtraceError: nobody is called so, a role or region is none, or no administrator would be left.
        Refused: whoever acts is no administrator.
    """
    person = _name(name)
    require(workspace, "administer", f"user:{person}")
    held = None if roles is None else _roles(roles)
    where = None if regions is None else _regions(regions)
    try:
        with _book(workspace) as book, book.writing() as session:
            row = session.get(PersonRow, person)
            if row is None:
                raise RingtraceError(f"Nobody is called {person}. `ringtrace users list` tells who is known.")
            before = (row.roles, row.regions)
            row.roles = row.roles if held is None else " ".join(held)
            row.regions = row.regions if where is None else " ".join(where)
            row.changed_at, row.changed_by = datetime.now(UTC), _me()
            session.flush()
            _one_administrator(session)
            _tell(book, session, row, "changed", before)
            return Known.of(row)
    except StaleDataError:
        raise RingtraceError(f"Somebody else changed {person} at the same moment. Look, then try again.") from None


def _one_administrator(session: Session) -> None:
    everybody = session.scalars(select(PersonRow.roles))
    if not any(Role.ADMINISTRATOR in roles.split() for roles in everybody):
        raise RingtraceError("Then nobody would be an administrator. Make somebody else one before.")


def _tell(book: Casebook, session: Session, row: PersonRow, kind: str, before: tuple[str, str]) -> None:
    details = {"kind": f"person {kind}", "before": list(before), "after": [row.roles, row.regions]}
    book.tell(session, Act(Action.CHANGE, f"user:{row.name}", details=details), "")


def _me() -> str:
    return acting().name or "unknown"


def _name(name: str) -> str:
    """The name as it is kept: an address of mail in lower case, as sign-ins tell it."""
    plain = name.strip()
    if not plain or len(plain) > 200 or any(character.isspace() or not character.isprintable() for character in plain):
        raise RingtraceError(f"{name!r} is no name of a user: one word of up to 200 characters, such as li@office.cn.")
    return plain.lower() if "@" in plain else plain


def _roles(given: Sequence[str]) -> tuple[str, ...]:
    wrong = [one for one in given if one not in set(Role)]
    if wrong:
        raise RingtraceError(f"{wrong[0]} is no role. Roles: {', '.join(Role)}.")
    return tuple(role for role in Role if role in given)


def _regions(given: Sequence[str]) -> tuple[str, ...]:
    wrong = [one for one in given if one != EVERYWHERE and not (one.isascii() and one.isalnum() and len(one) <= 20)]
    if wrong:
        raise RingtraceError(f"{wrong[0]} is no region: leading digits of region codes, such as 3301, or * everywhere.")
    return tuple(sorted(set(given)))
