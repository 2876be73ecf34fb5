"""The town on SQLite and on a real PostgreSQL, kept by the guard, with somebody of every role."""

import shutil
import uuid
from contextlib import contextmanager

import pytest

from casework.access.guard import CasebookGuard
from casework.access.people import add_person
from casework.access.permissions import Role
from casework.audit.keeper import keep
from casework.casebook import Casebook
from tests.casework.access.town import DOCUMENT, make_town
from workspace.access import Identity, acting_as, guard_with
from workspace.audit import keep_with
from workspace.snapshots import Workspace


@pytest.fixture(scope="session")
def built_town(tmp_path_factory):
    return make_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def town(request, built_town, tmp_path, monkeypatch):
    """The town with a casebook of its own; nobody is known yet, nothing is guarded."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        name = f"access_{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", server.get_uri(name))
    shutil.copytree(built_town.path, tmp_path / "w")
    workspace = Workspace.open(tmp_path / "w")
    book = Casebook(workspace)
    book.bring_in(DOCUMENT | {"snapshot": workspace.require_current().id})
    book.close()
    return workspace


@pytest.fixture
def guarded(town):
    """The town with its guard and log at work."""
    keep_with(keep)
    guard_with(CasebookGuard())
    return town


def keep_guarded(workspace, document, *roles):
    """Cases of a document's findings, guard and log at work, an administrator called boss, one everywhere a role."""
    book = Casebook(workspace)
    book.bring_in(document)
    book.close()
    keep_with(keep)
    guard_with(CasebookGuard())
    with acting("boss"):
        add_person(workspace, "boss", ["administrator"], [])
        for role in roles:
            add_person(workspace, role, [role], ["*"])


@pytest.fixture
def staff(guarded):
    """Somebody of every role in the region 3101, the same for everywhere, and an administrator called boss."""
    with acting("boss"):
        add_person(guarded, "boss", ["administrator"], [])
        for role in Role:
            add_person(guarded, role.value, [role.value], ["3101"])
            add_person(guarded, f"{role.value}-everywhere", [role.value], ["*"])
    return guarded


@contextmanager
def acting(name, **claims):
    with acting_as(Identity(name, **claims)):
        yield
