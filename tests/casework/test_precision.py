import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from casework.casebook import Casebook
from casework.precision import precision, wilson
from casework.status import Status
from casework.verdicts import verdicts
from tests.casework.conftest import RUN


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons_as_scipy_has_it(pair):
    right, decided = pair
    known = binomtest(right, decided).proportion_ci(0.95, method="wilson")
    assert wilson(right, decided) == pytest.approx((known.low, known.high), abs=1e-9)


def test_without_a_verdict_the_interval_is_everything():
    assert wilson(0, 0) == (0.0, 1.0)


def finding(name, signals, explanations):
    first = next(one for one in RUN["rings"] if one["ring_id"] == "R-AA")
    said = [{"explanation": one, "verdict": verdict, "why": ""} for one, verdict in explanations.items()]
    return first | {
        "ring_id": name,
        "signals": [{"signal": one, "weight": 1.0} for one in signals for _ in (1, 2)],
        "innocent_explanations": said,
    }


@pytest.fixture
def decided(space):
    """Four rings and an alert on which people decided."""
    rings = [
        finding("R-1", ["co_swipe", "two_places"], {"household": "ruled_out"}),
        finding("R-2", ["co_swipe"], {"household": "open"}),
        finding("R-3", ["co_swipe"], {"household": "open"}),
        finding("R-4", ["two_places"], {"household": "ruled_out"}),
    ]
    run = RUN | {"rings": rings, "alerts": [RUN["alerts"][0] | {"signal": "beyond_need"}]}
    folder = space.snapshots / "s1" / "runs" / "r1"
    folder.mkdir(parents=True)
    (folder / "rings.json").write_text(json.dumps(run))
    book = Casebook(space)
    book.bring_in(run)
    for name, verdict in (("R-1", "confirmed"), ("R-2", "innocent"), ("R-3", "confirmed"), ("A-1", "innocent")):
        book.judge(name, Status(verdict), "seen", "Li")
    yield book
    book.close()


def rows(space, book):
    return {(one.kind, one.name, one.said): (one.right, one.decided) for one in precision(verdicts(space, book))}


def test_a_ring_counts_once_for_each_signal_and_explanation(space, decided):
    assert rows(space, decided) == {
        ("level", "red", ""): (2, 3),
        ("signal", "co_swipe", ""): (2, 3),
        ("signal", "two_places", ""): (1, 1),
        ("alert", "beyond_need", ""): (0, 1),
        ("explanation", "household", "open"): (1, 2),
        ("explanation", "household", "ruled_out"): (1, 1),
    }


def test_a_case_that_is_reviewed_again_has_no_verdict_and_one_that_was_handed_over_keeps_it(space, decided):
    decided.decide("R-1", Status.TRANSFERRED, "to the police", "Li")
    decided.decide("R-2", Status.REVIEWING, "new papers", "Li")
    assert rows(space, decided)["signal", "co_swipe", ""] == (2, 2)
    assert [one.case.finding_id for one in verdicts(space, decided)] == ["R-1", "R-3", "A-1"]


def test_a_verdict_whose_run_is_gone_is_told_and_counts_by_its_level(space, decided):
    (space.snapshots / "s1" / "runs" / "r1" / "rings.json").unlink()
    assert rows(space, decided) == {("level", "red", ""): (2, 3)}
    assert [one.finding for one in verdicts(space, decided)] == [{}, {}, {}, {}]
