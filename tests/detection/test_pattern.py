import pandas as pd
import pytest
from drafts import FIRST_DAY, line, make_draft, strangers

from detection.grading import CAPS
from detection.pattern import pattern_of
from detection.trail import trail

DRUGS = pd.DataFrame(
    {"drug_id": [f"D{number}" for number in range(10)], "generic_name": [f"drug {number}" for number in range(10)]}
)
GROUP = strangers(6)


def pattern(lines, *signals, own=()):
    """The pattern of six people by what signals found in `lines`, beside their `own` lines, which none rests on."""
    return pattern_of(drafted(lines, *signals, own=own), CAPS)


def drafted(lines, *signals, own=()):
    held = dict.fromkeys(signals)
    draft = make_draft(GROUP, [*lines, *own], held, drugs=DRUGS)
    found = pd.DataFrame({"finding": 0, "row": range(len(lines)), "person": [one["person"] for one in lines]})
    for one in draft.held:
        object.__setattr__(one, "lines", found)
    return draft


def bought(number, person, day, place, **columns):
    return line(number, person, day=FIRST_DAY + day, place=place, **columns)


def one_by_one(places, drugs=2, rounds=6, **columns):
    """Each of six people comes alone, on days of their own, to the places in turn."""
    return [
        bought(n, n % 6, 2 * n, places[n // 6 % len(places)], drug=n // 6 % drugs, **columns) for n in range(6 * rounds)
    ]


def in_company(places, rounds=6):
    """All six come within minutes of each other, to the places in turn, for another drug each time."""
    made = [bought(n, n % 6, n // 6, places[n // 6 % len(places)], drug=n // 6) for n in range(6 * rounds)]
    return [{**one, "at": one["at"] + 60 * one["person"]} for one in made]


def test_a_few_goods_from_several_institutions_are_resale():
    assert pattern(one_by_one(range(6)), "shared_route") == "resale"


def test_all_kinds_of_goods_from_several_institutions_are_for_whoever_holds_the_cards():
    assert pattern(one_by_one([0, 1], drugs=6), "shared_route") == "card_lending"


def test_boxes_that_come_up_again_are_resold_whatever_the_goods():
    assert pattern(one_by_one([0, 1], drugs=6), "shared_route", "resurfaced_code") == "resale"


def test_cards_that_come_together_to_several_shops_are_lent():
    assert pattern(in_company([0, 1, 2]), "billed_alike") == "card_lending"


def test_cards_that_come_together_to_one_shop_are_that_shops():
    assert pattern(in_company([0]), "shared_errand", "billed_alike") == "shop_collusion"


def test_cards_billed_one_by_one_for_all_kinds_of_goods_are_kept():
    assert pattern(one_by_one([0], drugs=10, rounds=10), "billed_alike") == "card_lending"


def test_cards_billed_one_by_one_by_one_hand_are_kept():
    assert pattern(one_by_one([0], operator_id="O1"), "billed_alike") == "card_lending"


def test_purchases_that_go_back_and_forth_are_the_shops_whoever_bills_them():
    assert pattern(one_by_one([0], operator_id="O1"), "billed_alike", "refund_loop") == "shop_collusion"


def test_what_one_doctor_of_a_hospital_prescribes_to_all_is_for_resale():
    assert pattern(one_by_one([1], doctor_id="A1"), "billed_alike") == "resale"
    assert pattern(one_by_one([0], doctor_id="A1"), "billed_alike") == "shop_collusion"


def test_few_goods_billed_one_by_one_at_one_shop_are_that_shops():
    assert pattern(one_by_one([0], drugs=2), "billed_alike") == "shop_collusion"
    assert pattern(one_by_one([0], drugs=2), "kept_cards") == "shop_collusion"


def test_holders_who_shop_there_themselves_have_not_given_their_cards_away():
    own = [bought(100 + n, n % 6, n, 0, drug=7) for n in range(60)]
    assert pattern(one_by_one([0], drugs=10, rounds=10), "kept_cards", own=own) == "shop_collusion"


def test_signals_of_other_kinds_vote():
    assert pattern(one_by_one([0, 1]), "resurfaced_code") == "resale"
    assert pattern(one_by_one([0, 1]), "co_swipe") == "card_lending"


def test_a_trail_counts_places_by_the_lines_that_they_have():
    seen = trail(drafted(one_by_one([0, 1]), "shared_route"))
    assert seen.places == pytest.approx(2.0)
    assert seen.company == 0.0
    assert trail(drafted(in_company([0]), "billed_alike")).company == 1.0
