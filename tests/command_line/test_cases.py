"""The verbs "cases", "case", "decide", "assign" and "note"."""

import json

import pytest


@pytest.fixture
def say(ringtrace, searched):
    """`say("decide", "C-1", …)`: its JSON."""

    def call(*arguments):
        result = ringtrace(*arguments, "-w", searched, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return call


def test_every_ring_of_the_run_is_a_case_with_deadlines(say):
    listed = say("cases")
    assert listed["total"] == 3
    assert {case["finding_id"] for case in listed["cases"]} == {"R-AAAA01", "R-AAAB02", "R-CCCC03"}
    assert {case["overdue"] for case in listed["cases"]} == {"action"}  # the run is of spring 2026
    assert listed["cases"][0]["review_due"] == "2026-04-02T00:00:00+00:00"


def test_a_case_is_taken_up_decided_and_remembers(say):
    say("assign", "R-AAAA01", "Wang", "--who", "Li")
    say("decide", "R-AAAA01", "--status", "reviewing", "--reason", "taken up", "--who", "Wang")
    say("note", "R-AAAA01", "the shop closes on Mondays", "--who", "Wang")
    assert say("decide", "R-AAAA01", "--status", "innocent", "--reason", "a family", "--who", "Wang")["overdue"] == ""
    history = say("case", "R-AAAA01")["history"]
    assert [one["kind"] for one in history] == ["opened", "owner", "status", "note", "status"]
    assert [case["finding_id"] for case in say("cases", "--owner", "Wang")["cases"]] == ["R-AAAA01"]
    assert say("cases", "--overdue")["total"] == 2
    assert say("cases", "--status", "new", "--limit", "1")["total"] == 2


def test_a_change_that_is_not_allowed_names_those_that_are(ringtrace, searched):
    result = ringtrace("decide", "R-AAAA01", "-w", searched, "--status", "closed", "--reason", "x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is new and cannot become closed. From there: reviewing." in result.stderr


def test_who_decides_on_what_has_changed_is_told_and_the_words_are_kept(ringtrace, searched, say):
    seen = say("case", "R-AAAA01")["case"]["version"]
    say("decide", "R-AAAA01", "--status", "reviewing", "--reason", "mine", "--who", "Li", "--seen", str(seen))
    again = ("decide", "R-AAAA01", "--status", "reviewing", "--reason", "no, mine", "--who", "Wu", "--seen", str(seen))
    result = ringtrace(*again, "-w", searched)
    assert result.exit_code == 1
    assert "Li changed it" in result.stderr
    assert "no, mine" in say("case", "R-AAAA01")["history"][-1]["text"]


def test_what_people_write_cannot_steer_the_terminal(ringtrace, searched, say):
    say("note", "R-AAAA01", "[red]\x1b[2Jgone\u202e", "--who", "L\u202ei")
    shown = ringtrace("case", "R-AAAA01", "-w", searched)
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
    assert "[red]⟨U+001B⟩[2Jgone⟨U+202E⟩" in shown.stdout


@pytest.mark.parametrize("width", ["50", "200"])
def test_the_lists_are_for_people_too(ringtrace, searched, width):
    shown = ringtrace("cases", "-w", searched, env={"COLUMNS": width}).stdout
    assert "3 cases, 3 overdue" in shown
    assert "R-AAAA01" in shown
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= int(width)
    assert ringtrace("note", "R-AAAA01", "x", "-w", searched, "--who", "Li").stdout.startswith("noted on C-")


@pytest.mark.parametrize("width", ["60", "200"])
def test_a_verdict_that_is_asked_again_says_what_changed(ringtrace, searched, say, width):
    for status in ("reviewing", "innocent"):
        say("decide", "R-AAAA01", "--status", status, "--reason", "a family", "--who", "Li")
    assert say("cases", "--again")["total"] == 0
    later(searched, R_AAAA01=lambda ring: ring["members"].append(PERSON | {"id": "P3"}), R_CCCC03=None)
    assert [case["finding_id"] for case in say("cases", "--again")["cases"]] == ["R-AAAA01"]
    listed = ringtrace("cases", "--again", "-w", searched, env={"COLUMNS": width}).stdout
    assert "innocent, asked again" in " ".join(listed.split())
    shown = ringtrace("case", "R-AAAA01", "-w", searched, env={"COLUMNS": width}).stdout
    assert "changed since the verdict: joined: P3" in " ".join(shown.split())
    assert "may become: closed, reviewing, innocent" in " ".join(shown.split())
    say("decide", "R-AAAA01", "--status", "innocent", "--reason", "P3 is a daughter", "--who", "Li")
    assert say("cases", "--again")["total"] == 0
    gone = ringtrace("case", "R-CCCC03", "-w", searched, env={"COLUMNS": width}).stdout
    assert "not found since run r2" in " ".join(gone.split())


PERSON = {"kind": "person", "role": "lender", "weight": 0.9}


def later(searched, **rings):
    """A later run, whose rings are changed by a function each, or left out."""
    run = searched / "snapshots/s1/runs/r1/rings.json"
    told = json.loads(run.read_text("utf-8")) | {"run": "r2", "generated_at": "2026-05-01T00:00:00"}
    for name, change in rings.items():
        [ring] = [one for one in told["rings"] if one["ring_id"] == name.replace("_", "-")]
        told["rings"].remove(ring) if change is None else change(ring)
    (run.parents[1] / "r2").mkdir()
    (run.parents[1] / "r2" / "rings.json").write_text(json.dumps(told), encoding="utf-8")
    (searched / "snapshots/s1/current_run").write_text("r2", encoding="utf-8")


def test_an_unknown_case_and_an_unknown_status_are_refused(ringtrace, searched):
    assert "ringtrace cases" in ringtrace("case", "C-77", "-w", searched).stderr
    assert ringtrace("decide", "C-1", "-w", searched, "--status", "guilty", "--reason", "x").exit_code == 2
    assert ringtrace("decide", "C-1", "-w", searched, "--status", "closed").exit_code == 2


def test_without_a_run_there_are_no_cases(ringtrace, tmp_path):
    result = ringtrace("cases", "-w", tmp_path)
    assert result.exit_code == 1
    assert not (tmp_path / "casebook.sqlite").exists()
