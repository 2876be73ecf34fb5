"""What somebody may at this moment: read from the casebook for each act, so that what is taken away is gone at once."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.access.permissions import Grant, Role, grant
from casework.database import READING, connect
from casework.schema import CaseRow, PersonRow, ReaderRow
from workspace.access import Identity, Scope
from workspace.snapshots import Workspace

_EVERYWHERE = "*"


@dataclass(frozen=True)
class Person:
    """Who acts, with what that person has; `alone`: on a machine on which nobody was made known, who may all."""

    name: str
    roles: tuple[str, ...]
    regions: tuple[str, ...] | None  # None: everywhere
    alone: bool = False
    hidden: frozenset[str] = frozenset()  # findings of need-to-know cases that the person is not named on
    given: frozenset[str] = frozenset()  # findings of cases that are the person's, or on which it is named

    def has(self, permission: str) -> Grant:
        """How far the person has a permission."""
        return grant(self.roles, permission)

    @property
    def scope(self) -> Scope:
        """Which findings the person sees."""
        if self.has("look") is Grant.NONE:
            return Scope((), self.hidden)
        return Scope(None if self.has("look") is Grant.ALL else self.regions, self.hidden, self.given)


def person(workspace: Workspace, identity: Identity) -> Person:
    """What somebody may.

    Where the casebook knows the person, only what stands there counts; else what the sign-in says. Where it knows
    nobody at all and nobody signed in, whoever sits at the machine may all.

    Raises:
        RingtraceError: the casebook cannot be opened.
    """
    if not _kept(workspace):
        return _of_claims(identity) if identity.signed_in else _alone(identity)
    engine = connect(workspace)
    try:
        with Session(engine.execution_options(**READING)) as session:
            return _known(session, identity)
    finally:
        engine.dispose()


def _kept(workspace: Workspace) -> bool:
    """Whether there is a casebook; asking does not make one."""
    return bool(workspace.settings.casebook_url) or (workspace.path / "casebook.sqlite").is_file()


def _known(session: Session, identity: Identity) -> Person:
    row = session.get(PersonRow, identity.name)
    if row is None and not identity.signed_in and session.scalars(select(PersonRow.name).limit(1)).first() is None:
        return _alone(identity)
    claimed = row is None and identity.signed_in
    roles = identity.roles if claimed else tuple(row.roles.split()) if row else ()
    regions = identity.regions if claimed else tuple(row.regions.split()) if row else ()
    hidden, given = _cases(session, identity.name)
    return Person(identity.name, roles, _where(regions), hidden=hidden, given=given)


def _cases(session: Session, name: str) -> tuple[frozenset[str], frozenset[str]]:
    restricted = {
        (case_id, finding)
        for case_id, finding in session.execute(select(CaseRow.id, CaseRow.finding_id).join(ReaderRow)).tuples()
    }
    named = set(session.scalars(select(ReaderRow.case_id).where(ReaderRow.name == name)))
    owned = set(session.execute(select(CaseRow.id, CaseRow.finding_id).where(CaseRow.owner == name)).tuples())
    given = {finding for case_id, finding in restricted if case_id in named} | {finding for _, finding in owned}
    return frozenset(finding for _, finding in restricted) - given, frozenset(given)


def _where(regions: tuple[str, ...]) -> tuple[str, ...] | None:
    return None if _EVERYWHERE in regions else regions


def _alone(identity: Identity) -> Person:
    return Person(identity.name, tuple(Role), None, alone=True)


def _of_claims(identity: Identity) -> Person:
    return Person(identity.name, identity.roles, _where(identity.regions))
