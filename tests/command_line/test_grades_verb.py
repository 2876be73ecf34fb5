"""The verb "grades"."""

import json

import pytest


@pytest.fixture
def confirmed(ringtrace, searched):
    for status in ("reviewing", "confirmed"):
        ringtrace("decide", "R-AAAA01", "--status", status, "--reason", "seen", "--who", "Li", "-w", searched)
    return searched


def test_grades_are_listed_shown_appealed_against_and_decided(ringtrace, confirmed):
    def say(*arguments):
        result = ringtrace("grades", *arguments, "-w", confirmed, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    listed = say("list")
    assert {(one["id"], one["grade"]) for one in listed["grades"]} == {
        ("P1", "attention"),
        ("P2", "attention"),
        ("I1", "B"),
    }
    assert [one["id"] for one in say("list", "--grade", "b")["grades"]] == ["I1"]
    assert say("show", "shop:I1")["card"] == "yellow"
    appealed = say("appeal", "person:P1", "--case", "R-AAAA01", "--reason", "stolen", "--who", "P1")
    assert (appealed["grade"], appealed["grounds"][0]["standing"]) == ("good", "suspended")
    decided = ("decide", "person:P1", "--case", "R-AAAA01", "--outcome", "rejected", "--reason", "seen", "--who", "Wu")
    assert say(*decided)["grade"] == "attention"
    assert say("show", "person:P3")["grade"] == "good"
    assert say("rules")["version"]


def test_they_are_for_people_too_with_masked_names(ringtrace, confirmed):
    listed = ringtrace("grades", "list", "-w", confirmed).stdout
    assert "王**" in listed
    assert "王小明" not in listed
    assert "yellow card" in listed
    assert "\x1b" not in listed
    shown = ringtrace("grades", "show", "person:P1", "-w", confirmed).stdout
    assert "Lent a card in a confirmed ring: -30 points; until" in shown
    assert "confirmed by Li" in shown


def test_wrong_usage_and_what_costs_nothing_are_refused(ringtrace, confirmed):
    assert ringtrace("grades", "show", "P1", "-w", confirmed).exit_code == 2
    assert ringtrace("grades", "decide", "person:P1", "--case", "R-AAAA01", "-w", confirmed).exit_code == 2
    nothing = ringtrace("grades", "appeal", "person:P3", "--case", "R-AAAA01", "--reason", "x", "-w", confirmed)
    assert "nothing to appeal" in nothing.stderr
