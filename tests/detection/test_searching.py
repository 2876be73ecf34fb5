import pytest

from detection.clock import Clock
from detection.searching import search
from workspace.errors import RingtraceError
from workspace.settings import Settings


def searched(town, **settings):
    return search(town.engine(), Settings(**settings), Clock(lambda step, share: None))


def test_a_signal_that_is_switched_off_is_left_out_and_told(town):
    found = searched(town, signals_off=["co_swipe", "shared_route"])
    told = {one["detector"]: one["because"] for one in found.skipped}
    assert {"co_swipe", "shared_route"} <= set(told)
    assert "signals_off" in told["co_swipe"]
    assert "co_swipe" not in found.findings
    assert "two_places" in found.findings


def test_a_signal_whose_tables_are_missing_is_told_as_skipped(town):
    del town.rows["scans"]
    told = {one["detector"]: one["because"] for one in searched(town).skipped}
    assert "scans" in told["repeated_code"]


def test_switching_off_what_is_no_signal_is_refused_with_the_names_that_there_are(town):
    with pytest.raises(RingtraceError, match=r"coswipe, which is no signal.*co_swipe"):
        searched(town, signals_off=["coswipe"])
