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
CARDS = pd.DataFrame(
    [
        (f"{kind[0].upper()}{one['person']}", one["person"], kind)
        for one in GROUP
        for kind in ("social_card", "e_credential")
    ],
    columns=["card_id", "person", "kind"],
).set_index("card_id")


def pattern(lines, *signals, own=()):
    """The pattern of six people by what signals found in `lines`, beside their `own` lines, which none rests on."""
    return pattern_of(drafted(lines, *signals, own=own), CAPS)


def drafted(lines, *signals, own=()):
    held = dict.fromkeys(signals)
    draft = make_draft(GROUP, [*lines, *own], held, drugs=DRUGS, cards=CARDS)
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


def by_card(lines, credential="S"):
    """The lines as paid by the social cards of their people, or by their telephones (E)."""
    return [{**one, "card_id": f"{credential}{one['person']}"} for one in lines]


def test_plastic_cards_billed_one_by_one_are_kept():
    assert pattern(by_card(one_by_one([0])), "billed_alike") == "card_lending"
    assert pattern(by_card(one_by_one([0])), "shared_counter") == "card_lending"


def test_who_holds_up_a_telephone_stands_at_the_counter():
    assert pattern(by_card(one_by_one([0]), "E"), "billed_alike") == "shop_collusion"
    half = one_by_one([0])
    assert pattern(by_card(half[::2]) + by_card(half[1::2], "E"), "billed_alike") == "shop_collusion"


def test_cards_that_nothing_is_known_of_tell_nothing():
    assert pattern(one_by_one([0]), "billed_alike") == "shop_collusion"


def test_purchases_that_go_back_and_forth_are_the_shops_whatever_pays_them():
    assert pattern(by_card(one_by_one([0])), "billed_alike", "refund_loop") == "shop_collusion"


def test_what_one_doctor_of_a_hospital_prescribes_to_all_is_for_resale():
    assert pattern(one_by_one([1], doctor_id="A1"), "billed_alike") == "resale"
    assert pattern(one_by_one([0], doctor_id="A1"), "billed_alike") == "shop_collusion"


def test_few_goods_billed_one_by_one_at_one_shop_are_that_shops():
    assert pattern(one_by_one([0], drugs=2), "billed_alike") == "shop_collusion"
    assert pattern(one_by_one([0], drugs=2), "kept_cards") == "shop_collusion"


def test_signals_of_other_kinds_vote():
    assert pattern(one_by_one([0, 1]), "resurfaced_code") == "resale"
    assert pattern(one_by_one([0, 1]), "co_swipe") == "card_lending"


def test_a_trail_counts_places_by_the_lines_that_they_have():
    seen = trail(drafted(one_by_one([0, 1]), "shared_route"))
    assert seen.places == pytest.approx(2.0)
    assert seen.company == 0.0
    assert trail(drafted(in_company([0]), "billed_alike")).company == 1.0


def test_a_trail_tells_plastic_among_those_who_have_a_choice():
    cards = CARDS.drop(index="E0")
    draft = make_draft(GROUP, by_card(one_by_one([0])), {"billed_alike": None}, drugs=DRUGS, cards=cards)
    assert (draft.facts.plastic[::6] != draft.facts.plastic[::6]).all()
    assert set(draft.facts.plastic[1::6]) == {1.0}
    assert 0.9 < trail(draft).plastic < 1.0
