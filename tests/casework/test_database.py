import stat

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
