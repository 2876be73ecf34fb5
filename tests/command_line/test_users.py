"""`users`, `restrict`, and what every other verb gives somebody with a role and a region."""

import json

import pytest

from workspace import access


@pytest.fixture
def as_user(monkeypatch):
    """The machine's user is that one from now on."""

    def become(name):
        monkeypatch.setattr(access, "local_user", lambda: name)

    return become


@pytest.fixture
def staffed(searched, ringtrace, as_user):
    """The workspace with somebody of every role who works in Shanghai."""
    as_user("boss")
    for name, *roles in (
        ("boss", "administrator"),
        ("ivy", "investigator"),
        ("ann", "analyst"),
        ("olga", "case_officer"),
        ("sue", "supervisor"),
        ("ada", "auditor"),
    ):
        given = [part for role in roles for part in ("--role", role)]
        answer = ringtrace("users", "add", name, *given, "--region", "31", "-w", searched)
        assert answer.exit_code == 0, answer.output
    return searched


def test_on_a_machine_of_ones_own_nobody_need_be_known(ringtrace, searched, as_user):
    as_user("me")
    told = json.loads(ringtrace("users", "me", "--json", "-w", searched).stdout)
    assert (told["alone"], told["regions"]) == (True, ["*"])
    answer = ringtrace("users", "list", "-w", searched)
    assert "ringtrace users add me --role administrator" in answer.output


def test_users_are_listed_changed_and_lose_what_is_taken(ringtrace, staffed, as_user):
    shown = json.loads(ringtrace("users", "list", "--json", "-w", staffed).stdout)
    assert [one["name"] for one in shown] == ["ada", "ann", "boss", "ivy", "olga", "sue"]
    assert ringtrace("users", "set", "ivy", "-w", staffed).exit_code == 2
    assert ringtrace("users", "set", "ivy", "--no-roles", "-w", staffed).exit_code == 0
    as_user("ivy")
    answer = ringtrace("rings", "-w", staffed)
    assert answer.exit_code == 1
    assert "Refused" in answer.output


def test_the_table_is_printed(ringtrace, searched):
    told = json.loads(ringtrace("users", "table", "--json", "-w", searched).stdout)
    assert told["cypher"]["investigator"] == "-"
    assert told["audit"]["auditor"] == "all"


def test_rings_of_other_regions_are_as_if_not_there(ringtrace, staffed, as_user):
    as_user("ivy")
    assert [one["ring_id"] for one in json.loads(ringtrace("rings", "--json", "-w", staffed).stdout)["rings"]] == [
        "R-AAAA01",
        "R-CCCC03",
    ]
    assert ringtrace("ring", "R-AAAA01", "-w", staffed).exit_code == 0
    answer = ringtrace("ring", "R-AAAB02", "-w", staffed)
    assert answer.exit_code == 1
    assert "No ring R-AAAB02" in answer.output


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("ivy", ("users", "list")),
        ("ivy", ("users", "add", "x", "--role", "administrator")),
        ("ivy", ("audit",)),
        ("ivy", ("verify", "--audit")),
        ("ivy", ("export", "R-AAAA01", "--out", "x.zip")),
        ("ivy", ("assign", "R-AAAA01", "sue")),
        ("ivy", ("decide", "R-AAAA01", "--status", "reviewing", "--reason", "x", "--who", "sue")),
        ("ivy", ("restrict", "R-AAAA01", "--to", "ivy")),
        ("ivy", ("detect",)),
        ("ann", ("decide", "R-AAAA01", "--status", "reviewing", "--reason", "x")),
        ("olga", ("decide", "R-AAAA01", "--status", "reviewing", "--reason", "x")),
        ("sue", ("audit",)),
        ("ada", ("rings",)),
        ("ada", ("cases",)),
        ("boss", ("rings",)),
        ("boss", ("audit",)),
        ("nobody", ("rings",)),
    ],
)
def test_a_verb_gives_no_more_than_the_role(ringtrace, staffed, as_user, name, command):
    as_user(name)
    answer = ringtrace(*command, "-w", staffed)
    assert answer.exit_code == 1, answer.output
    assert "Refused" in answer.output
    as_user("ada")
    tried = json.loads(ringtrace("audit", "--action", "refused", "--json", "-w", staffed).stdout)
    assert tried[0]["who"] == name


def test_a_case_is_made_need_to_know_and_open_again(ringtrace, staffed, as_user):
    as_user("sue")
    assert ringtrace("restrict", "R-AAAA01", "--to", "sue", "-w", staffed).exit_code == 0
    as_user("ivy")
    assert ringtrace("ring", "R-AAAA01", "-w", staffed).exit_code == 1
    as_user("sue")
    assert "open to everybody" in ringtrace("restrict", "R-AAAA01", "-w", staffed).output
    as_user("ivy")
    assert ringtrace("ring", "R-AAAA01", "-w", staffed).exit_code == 0
