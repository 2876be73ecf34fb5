from types import SimpleNamespace

import pandas as pd
import pytest

from detection.circles.growing import JOIN
from detection.draft import Held
from detection.explanation import likely, ruled_out
from detection.explanations.company import explanation as company
from detection.grading import SURE, UNSURE, strength, weighed_against_the_whole
from detection.signals import billed_alike, co_swipe, shared_route

NO_LINES = pd.DataFrame({"finding": [], "row": [], "person": []})


def circle(*likelihood):
    return Held(shared_route.signal, pd.DataFrame({"likelihood": likelihood}), NO_LINES)


def test_a_small_circle_just_above_the_limit_is_worth_less_than_a_clear_one():
    """Each member adds what its likelihood is beyond what joining costs."""
    assert strength([circle(*[JOIN + 10.0] * 3)]) == 0.0
    assert strength([circle(*[JOIN + 15.0] * 3)]) == pytest.approx(0.5)
    assert strength([circle(*[JOIN + 20.0] * 3)]) == 1.0


def crew(evidence, number=0, people=3):
    units = pd.DataFrame({"crew": number, "person": range(3), "people": people, "evidence": evidence})
    return Held(billed_alike.signal, units, NO_LINES)


def test_a_crew_just_above_the_limit_is_worth_less_than_a_clear_one():
    assert strength([crew(UNSURE)]) == 0.0
    assert strength([crew(SURE)]) == 1.0


def test_a_crew_counts_by_the_share_of_its_people_who_are_of_the_group():
    assert strength([crew(2 * SURE, people=6)]) == 1.0
    assert strength([crew(2 * UNSURE, people=6)]) == 0.0


def test_a_circle_and_a_crew_that_are_small_add_up():
    assert strength([circle(*[JOIN + 10.0] * 3), crew(UNSURE)]) == 1.0


def test_findings_without_a_likelihood_count_fully():
    assert strength([Held(co_swipe.signal, pd.DataFrame({"p_value": [0.01]}), NO_LINES)]) == 1.0


def test_two_circles_of_one_group_add_up():
    assert strength([circle(*[JOIN + 20.0] * 3), circle(*[JOIN + 20.0] * 3)]) == 1.0


def draft(**people_of):
    """What was found about a group: for each signal, how many people it reaches."""
    signals = {"co_swipe": co_swipe.signal, "shared_route": shared_route.signal}
    held = [SimpleNamespace(signal=signals[name], people=range(people)) for name, people in people_of.items()]
    return SimpleNamespace(held=held)


def test_an_explanation_that_accounts_for_half_of_what_was_found_stays_likely():
    verdict = likely("they gain nothing")
    assert weighed_against_the_whole(company, verdict, draft(co_swipe=6, shared_route=6)) == verdict


def test_an_explanation_that_accounts_for_less_is_open_and_says_how_much():
    heard = weighed_against_the_whole(company, likely("they gain nothing"), draft(co_swipe=2, shared_route=6))
    assert heard.verdict == "open"
    assert heard.why == "they gain nothing; yet this accounts for only 25% of what was found"


def test_an_explanation_of_what_was_not_found_is_not_likely():
    assert weighed_against_the_whole(company, likely("they gain nothing"), draft(shared_route=6)).verdict == "open"


def test_what_is_ruled_out_stays_ruled_out():
    verdict = ruled_out("they gain much")
    assert weighed_against_the_whole(company, verdict, draft(shared_route=6)) == verdict
