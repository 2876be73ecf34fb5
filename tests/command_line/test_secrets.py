"""Passwords and keys are in nothing that commands print, log, or leave in the workspace."""

import pytest

PASSWORD, KEY, TOKEN = "pa55-of-the-graph", "an-audit-key-of-the-office", "pa55-of-the-casebook"


@pytest.fixture
def secrets(monkeypatch):
    monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setenv("RINGTRACE_AUDIT_KEY", KEY)


def left(folder):
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_what_commands_print_log_and_leave_holds_no_secret(ringtrace, searched, secrets, tmp_path):
    out = tmp_path / "ring.zip"
    told = ""
    for words in (
        ("rings",), ("ring", "R-AAAA01"), ("cases",), ("decide", "R-AAAA01", "--status", "reviewing", "--reason", "x"),
        ("export", "R-AAAA01", "--out", out), ("audit",), ("report", "weekly"), ("verify", "--audit"),
    ):  # fmt: skip
        found = ringtrace(*words, "-w", searched)
        told += found.output + repr(found.exception)
    assert "R-AAAA01" in told
    everything = told.encode() + left(searched) + out.read_bytes()
    assert [one for one in (PASSWORD, KEY) if one.encode() in everything] == []


def test_a_casebook_that_does_not_answer_is_told_without_its_password(ringtrace, searched, monkeypatch):
    monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", f"postgresql://team:{TOKEN}@127.0.0.1:1/casebook")
    for words in (("cases",), ("audit",), ("decide", "C-1", "--status", "reviewing", "--reason", "x")):
        found = ringtrace(*words, "-w", searched)
        assert TOKEN not in found.output + repr(found.exception)
    assert ringtrace("cases", "-w", searched).exit_code != 0
    assert TOKEN.encode() not in left(searched)


def test_a_setting_that_does_not_fit_is_told_without_the_password(ringtrace, searched, monkeypatch):
    monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", f"mysql://team:{TOKEN}@host/casebook")
    found = ringtrace("cases", "-w", searched)
    assert found.exit_code != 0
    assert TOKEN not in found.output
