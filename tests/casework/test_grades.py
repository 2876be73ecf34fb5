import json
from datetime import date, timedelta

import pytest

from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from casework.casebook import Casebook
from casework.grades.appeals import appeals, decide_appeal, file_appeal
from casework.grades.grading import _months_later, grades
from casework.grades.rules import FILE, read_rules
from casework.status import Status
from casework.verdicts import verdicts
from tests.casework.conftest import RUN
from workspace.errors import RingtraceError

OWN = """
version = "mine"
start = 10
person = [{name = "high", from = 8}, {name = "mid", from = 4}, {name = "low", from = 0}]
institution = [{name = "A", from = 8}, {name = "B", from = 4}, {name = "C", from = 0}]
cards = {yellow_caps = "B", red_caps = "C", yellows_for_red = 2}
appeal = {days = 30, suspends = false}
rule = [{id = "x", of = "person", roles = ["lender"], points = -5, months = 1, title = "t"}]
"""


def ring(name, *members):
    first = RUN["rings"][0]
    told = [
        {"kind": kind, "id": key, "role": role.replace("hardly", "lender"), "weight": 0.2 if role == "hardly" else 0.9}
        for kind, key, role in members
    ]
    return first | {"ring_id": name, "members": told}


@pytest.fixture
def book(space):
    """R-1 to R-3 confirmed, R-4 under review; each with people and places."""
    rings = [
        ring(
            "R-1",
            ("person", "P1", "lender"),
            ("person", "P2", "collector"),
            ("institution", "I1", "shop"),
            ("institution", "I7", "place_of_collection"),
            ("person", "P8", "hardly"),
        ),
        ring("R-2", ("person", "P1", "lender"), ("institution", "I2", "sink_shop")),
        ring("R-3", ("institution", "I2", "sink_shop"), ("institution", "I3", "sink_shop")),
        ring("R-4", ("person", "P9", "organiser"), ("institution", "I9", "shop")),
    ]
    alert = RUN["alerts"][0] | {"signal": "beyond_need", "person_id": "P3"}
    run = RUN | {"rings": rings, "alerts": [alert]}
    folder = space.snapshots / "s1" / "runs" / "r1"
    folder.mkdir(parents=True)
    (folder / "rings.json").write_text(json.dumps(run))
    made = Casebook(space)
    made.bring_in(run)
    for name in ("R-1", "R-2", "R-3", "A-1"):
        made.judge(name, Status.CONFIRMED, "seen on the spot", "Li")
    made.decide("R-4", Status.REVIEWING, "taken up", "Li")
    yield made
    made.close()


def graded(space, book, day=None):
    found = grades(verdicts(space, book), appeals(book), read_rules(space), day or date.today())
    return {(one.kind, one.id): one for one in found}


def short(found):
    return {key: (one.grade, one.points, one.card) for (_, key), one in found.items()}


def test_confirmed_cases_alone_cost_points_by_role(space, book):
    assert short(graded(space, book)) == {
        "P1": ("poor", 40, ""),
        "P2": ("poor", 40, ""),
        "P3": ("attention", 75, ""),
        "I1": ("C", 45, "red"),
        "I2": ("C", 50, "red"),  # two yellow cards at once
        "I3": ("B", 75, "yellow"),
    }


def test_a_grade_says_what_it_rests_on(space, book):
    ground = graded(space, book)["institution", "I3"].grounds[0]
    assert (ground.finding_id, ground.role, ground.reason, ground.decided_by) == (
        "R-3",
        "sink_shop",
        "seen on the spot",
        "Li",
    )
    assert ground.rule.id == "sink"


def test_a_verdict_that_is_taken_back_costs_nothing_any_more(space, book):
    book.decide("R-1", Status.REVIEWING, "new papers", "Li")
    assert "P2" not in short(graded(space, book))
    assert short(graded(space, book))["P1"] == ("attention", 70, "")


def test_grounds_expire_and_the_grade_rises(space, book):
    later = graded(space, book, date.today() + timedelta(days=370))
    assert short(later)["I3"] == ("A", 100, "")
    assert later["institution", "I3"].grounds[0].standing == "expired"
    assert short(later)["P1"] == ("poor", 40, "")


def test_an_appeal_suspends_and_when_upheld_ends_what_it_is_against(space, book):
    verdict = next(one for one in verdicts(space, book) if one.case.finding_id == "R-1")
    rules = read_rules(space)
    file_appeal(book, verdict, "person", "P2", "it was my brother", "P2", rules)
    assert graded(space, book)["person", "P2"].grounds[0].standing == "suspended"
    assert short(graded(space, book))["P2"] == ("good", 100, "")
    with pytest.raises(RingtraceError, match="filed before"):
        file_appeal(book, verdict, "person", "P2", "again", "P2", rules)
    decide_appeal(book, "person", "P2", "R-1", "rejected", "the footage shows otherwise", "Wu")
    assert short(graded(space, book))["P2"] == ("poor", 40, "")
    with pytest.raises(RingtraceError, match="was rejected by Wu"):
        decide_appeal(book, "person", "P2", "R-1", "upheld", "no", "Wu")
    file_appeal(book, verdict, "institution", "I1", "the ledger was late", "I1", rules)
    decide_appeal(book, "institution", "I1", "R-1", "upheld", "the notes are there", "Wu")
    assert short(graded(space, book))["I1"] == ("A", 100, "")
    assert graded(space, book)["institution", "I1"].grounds[0].appeal.reason == "the notes are there"


def test_appeals_are_in_the_audit_log(space, book):
    verdict = verdicts(space, book)[0]
    file_appeal(book, verdict, "person", "P2", "it was my brother", "P2", read_rules(space))
    decide_appeal(book, "person", "P2", "R-1", "upheld", "so it was", "Wu")
    with AuditLog(space) as log:
        told = [one.told["kind"] for one in log.rows() if one.about == "person:P2"]
        assert verify_log(log).intact
    assert told == ["appeal filed", "appeal upheld"]


def test_an_appeal_needs_words_and_comes_in_time(space, book):
    verdict = verdicts(space, book)[0]
    (space.path / FILE).write_text(OWN.replace("days = 30", "days = 0"))
    rules = read_rules(space)
    with pytest.raises(RingtraceError, match="needs words"):
        file_appeal(book, verdict, "person", "P2", " ", "P2", rules)
    with pytest.raises(RingtraceError, match="time to appeal ended"):
        file_appeal(book, verdict, "person", "P2", "late", "P2", rules)
    with pytest.raises(RingtraceError, match="has not appealed"):
        decide_appeal(book, "person", "P2", "R-1", "upheld", "why", "Wu")


def test_rules_of_the_workspace_take_the_place_of_ours(space, book):
    (space.path / FILE).write_text(OWN)
    assert short(graded(space, book)) == {"P1": ("low", 0, "")}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("points = -5", "points"),
        ('of = "person"', "of"),
        ("from = 4", "from"),
        ('red_caps = "C"', "caps"),
        ("start = 10", "TOML"),
    ],
)
def test_rules_that_do_not_keep_the_form_are_refused_by_name(space, change, told):
    wrong = {
        "points = -5": "points = 5",
        'of = "person"': 'of = "dog"',
        "from = 4": "from = 9",
        'red_caps = "C"': 'red_caps = "Z"',
        "start = 10": "start = ",
    }
    space.path.mkdir(exist_ok=True)
    (space.path / FILE).write_text(OWN.replace(change, wrong[change]))
    with pytest.raises(RingtraceError, match=told) as refused:
        read_rules(space)
    assert FILE in str(refused.value)


def test_months_are_those_of_the_calendar():
    assert _months_later(date(2026, 1, 31), 1) == date(2026, 3, 1)
    assert _months_later(date(2026, 12, 15), 24) == date(2028, 12, 15)
    assert _months_later(date(2024, 2, 29), 12) == date(2025, 3, 1)
    assert _months_later(date(2026, 12, 31), 12) == date(2027, 12, 31)
