import sqlite3
import stat
from contextlib import closing

import pytest

from casework.casebook import Casebook
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace


def opened(folder, **settings):
    return Casebook(Workspace(folder, Settings(**settings)))


def test_the_file_is_for_its_owner_alone(tmp_path):
    opened(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "casebook.sqlite").stat().st_mode) == 0o600


def test_a_password_in_the_workspaces_file_is_refused_and_not_repeated(tmp_path):
    with pytest.raises(RingtraceError, match="PGPASSWORD") as refused:
        opened(tmp_path, casebook_url="postgresql://team:hunter2@localhost/x")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://a@b/c", "nonsense", "sqlite:///x.db"])
def test_only_postgresql_can_be_named(tmp_path, url):
    with pytest.raises(RingtraceError, match="casebook_url"):
        opened(tmp_path, casebook_url=url)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path, monkeypatch):
    url = "postgresql://team:hunter2@127.0.0.1:9/x"
    monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", url)
    with pytest.raises(RingtraceError, match="cannot be opened") as refused:
        opened(tmp_path)
    assert "hunter2" not in str(refused.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "casebook.sqlite").write_text("not a database, but long enough to be read as one" * 30)
    with pytest.raises(RingtraceError, match="cannot be opened"):
        opened(tmp_path)


def test_the_file_that_took_anothers_place_is_the_one_that_is_read(tmp_path):
    for name in "ab":
        opened(tmp_path / name).close()
    of_a_newer_version(tmp_path / "a" / "casebook.sqlite")
    (tmp_path / "a" / "casebook.sqlite").replace(tmp_path / "b" / "casebook.sqlite")
    with pytest.raises(RingtraceError, match="newer Ringtrace"):
        opened(tmp_path / "b")


def test_a_newer_ringtraces_casebook_is_refused_though_it_was_opened_before(tmp_path):
    opened(tmp_path).close()
    of_a_newer_version(tmp_path / "casebook.sqlite")
    with pytest.raises(RingtraceError, match="newer Ringtrace"):
        opened(tmp_path)


def of_a_newer_version(file):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
