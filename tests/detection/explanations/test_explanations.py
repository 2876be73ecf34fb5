import pandas as pd
import pytest
from drafts import FIRST_DAY, a_line_each, line, make_draft, person, strangers

from detection.explanations import (
    care_home,
    common_illness,
    company,
    household,
    late_purchase,
    long_prescription,
    makers_duplicate,
    popular_shop,
    promotion_day,
    registered_agent,
    reversal_and_retry,
    split_pack,
    substituted_code,
    transfer,
)
from detection.signal import all_signals


def verdict(module, people, lines, signals, **frames):
    units = signals if isinstance(signals, dict) else dict.fromkeys(signals)
    said = module.explanation.judge(make_draft(people, lines, units, **frames))
    assert said.why
    return said.verdict


def of_group(module, people, signals=("co_swipe",), **frames):
    return verdict(module, people, a_line_each(people), signals, **frames)


def test_people_of_one_household_are_explained():
    assert of_group(household, [person(number, household_id="H") for number in range(4)]) == "likely"


def test_a_household_of_eleven_is_no_household():
    assert of_group(household, [person(number, household_id="H") for number in range(11)]) == "ruled_out"


def test_a_group_half_of_whom_are_relatives_is_not_cleared():
    people = [person(number, household_id="H" if number < 3 else f"H{number}") for number in range(6)]
    assert of_group(household, people) == "open"


def agents(people, since):
    return pd.DataFrame({"person": [row["person"] for row in people], "agent": 99, "since": since})


@pytest.mark.parametrize(("since", "expected"), [("2020-01-01", "likely"), ("2026-12-31", "ruled_out")])
def test_an_agent_explains_only_what_came_after_the_registration(since, expected):
    people = strangers()
    lines = a_line_each(people, collected_by="P99")
    said = verdict(registered_agent, people, lines, ["co_swipe"], agents=agents(people, pd.Timestamp(since)))
    assert said == expected


def test_agents_who_were_not_shown_explain_nothing():
    people = strangers()
    assert of_group(registered_agent, people, agents=agents(people, pd.Timestamp("2020-01-01"))) == "open"


def test_a_care_home_is_explained():
    assert of_group(care_home, strangers(8, address="home")) == "likely"


def test_a_fake_care_home_that_collects_beyond_need_is_not_cleared():
    assert of_group(care_home, strangers(8, address="home", excess_rank=0.999)) == "open"


def test_strangers_of_many_addresses_are_no_care_home():
    assert of_group(care_home, strangers(8)) == "ruled_out"


@pytest.mark.parametrize(("share", "expected"), [(1.0, "likely"), (0.4, "open"), (0.0, "ruled_out")])
def test_crowded_days_are_explained_by_promotion(share, expected):
    people = strangers(10)
    lines = a_line_each(people)
    crowded = frozenset((0, row["day"]) for row in lines[: int(share * len(lines))])
    assert verdict(promotion_day, people, lines, ["co_swipe"], crowded=crowded) == expected


@pytest.mark.parametrize(("expected_days", "said"), [(8.0, "likely"), (4.0, "open"), (0.2, "ruled_out")])
def test_a_popular_shop_explains_what_its_traffic_gives(expected_days, said):
    units = pd.DataFrame({"finding": [0], "times": [10.0], "expected": [expected_days]})
    assert of_group(popular_shop, strangers(), {"co_swipe": units}) == said


def test_the_same_drug_twice_for_one_person_in_a_day_is_a_retry():
    people = strangers(3)
    lines = [line(number, number // 2, day=FIRST_DAY + number // 2, drug=1) for number in range(6)]
    assert verdict(reversal_and_retry, people, lines, ["repeated_code"]) == "likely"


def test_one_box_over_many_days_is_no_retry():
    assert of_group(reversal_and_retry, strangers(), ["repeated_code"]) == "ruled_out"


@pytest.mark.parametrize(
    ("columns", "expected"), [({"whole": False}, "likely"), ({"place": 1}, "open"), ({}, "ruled_out")]
)
def test_parts_of_packs_are_explained(columns, expected):
    people = strangers()
    assert verdict(split_pack, people, a_line_each(people, **columns), ["repeated_code"]) == expected


@pytest.mark.parametrize(("day", "expected"), [(FIRST_DAY + 295, "likely"), (FIRST_DAY, "ruled_out")])
def test_only_the_last_months_papers_may_still_come(day, expected):
    people = strangers()
    assert verdict(late_purchase, people, a_line_each(people, day=day), ["stock_excess"]) == expected


def test_a_transfer_explains_lots_that_no_supplier_delivered():
    assert of_group(transfer, strangers(), ["undelivered_lot"], moved_lots=frozenset(range(5))) == "likely"


def test_a_transfer_does_not_bill_a_box_twice():
    assert of_group(transfer, strangers(), ["resurfaced_code"], moved_lots=frozenset(range(5))) == "ruled_out"


def test_one_lot_with_many_doubled_codes_is_its_makers_error():
    people = strangers()
    lines = a_line_each(people, drug=1, lot=1)
    assert verdict(makers_duplicate, people, lines, ["repeated_code"]) == "likely"


def test_doubled_codes_over_many_lots_are_nobodys_error():
    assert of_group(makers_duplicate, strangers(), ["repeated_code"]) == "ruled_out"


@pytest.mark.parametrize(
    ("reused", "over", "expected"), [(45, 3.0, "likely"), (45, 40.0, "open"), (1, 0.0, "ruled_out")]
)
def test_a_box_kept_at_the_till_explains_codes_only_where_the_boxes_were_in_stock(reused, over, expected):
    people = strangers()
    shelf = pd.DataFrame({"place": 0, "drug": range(5), "lines": 50, "reused": reused, "over": over}).set_index(
        ["place", "drug"]
    )
    assert verdict(substituted_code, people, a_line_each(people), ["repeated_code"], shelf=shelf) == expected


def test_one_long_prescription_is_explained():
    people = strangers()
    assert verdict(long_prescription, people, a_line_each(people, days=84.0), ["beyond_need"]) == "likely"


def test_long_prescriptions_renewed_too_soon_are_not_cleared():
    people = strangers(2)
    lines = [line(number, number % 2, drug=1, days=84.0) for number in range(12)]
    assert verdict(long_prescription, people, lines, ["beyond_need"]) == "open"


def courses(people, drugs=(1,), days=28.0, every=28):
    """Six lines of each drug for each person, a new one every so many days."""
    rows = [(one["person"], drug, FIRST_DAY + every * turn) for one in people for drug in drugs for turn in range(6)]
    return [line(number, who, drug=drug, day=day, days=days) for number, (who, drug, day) in enumerate(rows)]


DRUGS = pd.DataFrame({"drug_id": list("ABCDE"), "generic_name": ["a", "b", "b", "c", None]})


def test_patients_who_refill_one_drug_as_they_use_it_up_are_explained():
    people = strangers()
    assert verdict(common_illness, people, courses(people), ["shared_route"], drugs=DRUGS) == "likely"


def test_a_drug_collected_three_times_as_fast_as_it_is_used_up_is_no_illness():
    people = strangers()
    lines = courses(people, every=9)
    assert verdict(common_illness, people, lines, ["shared_route"], drugs=DRUGS) == "ruled_out"


def test_many_drugs_in_courses_are_no_common_illness():
    people = strangers()
    lines = courses(people, drugs=(0, 1, 3, 4))
    assert verdict(common_illness, people, lines, ["shared_route"], drugs=DRUGS) == "ruled_out"


def test_brands_of_one_drug_are_one_drug():
    people = strangers()
    lines = courses(people, drugs=(0, 1, 2), every=56, days=28.0)
    assert verdict(common_illness, people, lines, ["shared_errand"], drugs=DRUGS) == "likely"


def test_a_course_of_which_half_is_irregular_stays_a_question():
    people = strangers()
    lines = courses(people[:4]) + [
        line(100 + number, one["person"], drug=1, days=28.0) for number, one in enumerate(people[4:])
    ]
    lines += [line(200 + number, 4, drug=1, day=FIRST_DAY + number, days=28.0) for number in range(12)]
    assert verdict(common_illness, people, lines, ["shared_counter"], drugs=DRUGS) == "open"


def test_company_without_gain_is_explained():
    assert of_group(company, strangers(8)) == "likely"


def test_company_that_gains_is_not_cleared():
    assert of_group(company, strangers(8, excess_rank=0.999)) == "ruled_out"


EXPLANATIONS = (
    care_home, common_illness, company, household, late_purchase, long_prescription, makers_duplicate, popular_shop,
    promotion_day, registered_agent, reversal_and_retry, split_pack, substituted_code, transfer,
)  # fmt: skip


@pytest.mark.parametrize("module", EXPLANATIONS, ids=lambda module: module.explanation.name)
def test_no_explanation_clears_what_it_has_nothing_to_say_of(module):
    explained = module.explanation.explains
    other = next(signal.name for signal in all_signals() if signal.name not in explained)
    people = strangers(8, excess_rank=0.999)
    assert of_group(module, people, [other]) != "likely"
