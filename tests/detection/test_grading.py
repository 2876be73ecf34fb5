import pandas as pd
import pytest

from detection.draft import Held
from detection.grading import SURE, strength
from detection.signals import co_swipe, shared_route

NO_LINES = pd.DataFrame({"finding": [], "row": [], "person": []})


def circle(*likelihood):
    return Held(shared_route.signal, pd.DataFrame({"likelihood": likelihood}), NO_LINES)


def test_a_small_circle_just_above_the_limit_is_worth_less_than_a_clear_one():
    assert strength([circle(5.0, 5.0, 6.0)]) == pytest.approx(16 / SURE)
    assert strength([circle(*[8.0] * 10)]) == 1.0


def test_findings_without_a_likelihood_count_fully():
    assert strength([Held(co_swipe.signal, pd.DataFrame({"p_value": [0.01]}), NO_LINES)]) == 1.0


def test_two_circles_of_one_group_add_up():
    assert strength([circle(8.0, 8.0), circle(8.0, 8.0)]) == 1.0
