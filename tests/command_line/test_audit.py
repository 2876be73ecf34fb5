"""The verbs "audit" and "verify --audit", and what the other verbs leave in the log."""

import json
import sqlite3

import pytest


@pytest.fixture
def say(ringtrace, searched):
    def call(*arguments):
        result = ringtrace(*arguments, "-w", searched, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return call


def acts(rows):
    return {(one["action"], one["about"]) for one in rows}


def test_looks_changes_and_exports_are_found_by_an_auditor(ringtrace, searched, say, tmp_path):
    say("ring", "R-AAAA01")
    say("rings", "--level", "red")
    say("decide", "R-AAAA01", "--status", "reviewing", "--reason", "taken up", "--who", "Li")
    say("case", "R-AAAA01")
    say("export", "R-AAAA01", "--out", tmp_path / "b.zip", "--why", "police")
    rows = say("audit", "--limit", "0")
    assert acts(rows) >= {
        ("look", "ring:R-AAAA01"),
        ("look", "rings"),
        ("change", "ring:R-AAAA01"),
        ("export", "ring:R-AAAA01"),
        ("look", "audit"),
    }
    assert [one["who"] for one in say("audit", "--who", "Li")] == ["Li"]
    assert {one["about"] for one in say("audit", "--about", "R-AAAA01")} == {
        "ring:R-AAAA01",
        "audit",
    }  # it was asked for
    assert say("audit", "--action", "export")[0]["purpose"] == "police"
    assert say("audit", "--from", "2099-01-01") == []
    assert say("audit", "--to", "2000-01-01") == []


def test_counts_tell_how_often_each_person_did_what(ringtrace, searched, say):
    say("ring", "R-AAAA01")
    say("ring", "R-AAAA01")
    [looks] = [one for one in say("audit", "--counts") if one["action"] == "look"]
    assert looks["times"] == 3
    assert "look" in ringtrace("audit", "--counts", "-w", searched).stdout


def test_names_in_clear_ask_for_a_purpose_and_a_case_and_are_written_before(ringtrace, searched, say, tmp_path):
    bundle = ("export", "R-AAAA01", "--full", "--out", tmp_path / "b.zip", "-w", searched)
    assert "case" in ringtrace(*bundle, "--why", "police").stderr
    assert "No case" in ringtrace(*bundle, "--why", "police", "--case", "C-99").stderr
    assert not (tmp_path / "b.zip").exists()
    assert ringtrace(*bundle, "--why", "police", "--case", "R-AAAA01").exit_code == 0
    [row] = say("audit", "--action", "reveal")
    assert (row["purpose"], row["case_id"][:2], row["details"]["of_the_day"]) == ("police", "C-", 1)


def test_where_the_log_cannot_be_written_nothing_is_shown(ringtrace, searched, say, tmp_path):
    say("cases")
    (searched / "audit.head").write_text("{")
    for arguments in (["ring", "R-AAAA01"], ["rings"], ["export", "R-AAAA01", "--out", str(tmp_path / "b.zip")]):
        result = ringtrace(*arguments, "-w", searched)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "audit.head" in result.stderr
    assert not (tmp_path / "b.zip").exists()


def test_a_row_that_was_edited_in_the_file_is_named(ringtrace, searched, say):
    say("ring", "R-AAAA01")
    assert say("verify", "--audit")["intact"]
    with sqlite3.connect(searched / "casebook.sqlite") as database:
        database.execute("DROP TRIGGER audit_no_UPDATE")
        database.execute("UPDATE audit SET who = 'nobody' WHERE number = 1")
    result = ringtrace("verify", "--audit", "-w", searched)
    assert result.exit_code == 1
    assert "row 1: edited" in result.stdout
    assert "NOT intact" in result.stdout


def test_verify_takes_a_bundle_or_the_log(ringtrace, searched):
    assert ringtrace("verify", "-w", searched).exit_code == 2
    assert ringtrace("verify", "x.zip", "--audit", "-w", searched).exit_code == 2
    assert ringtrace("audit", "--from", "yesterday", "-w", searched).exit_code == 2


def test_what_people_write_cannot_steer_the_auditors_terminal(ringtrace, searched, say):
    say("note", "R-AAAA01", "x", "--who", "L\u202ei\x1b[2J")
    shown = ringtrace("audit", "-w", searched)
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
    assert "⟨U+202E⟩" in shown.stdout
