import pandas as pd
from small_town import at, on_both_engines

from detection.signals import refund_loop

MINUTES = pd.Timedelta(minutes=4)


def pay_and_undo(town, person, shop, when):
    """A payment, its reversal and the payment made anew."""
    undone = town.sell(person, shop, when)
    settlement = "S" + undone[1:]
    town.add(
        "settlements",
        settlement_id=f"{settlement}-undone",
        card_id=f"C-{person}",
        person_id=person,
        institution_id=shop,
        settled_at=when + MINUTES,
        reverses=settlement,
    )
    town.sell(person, shop, when + 2 * MINUTES)


@on_both_engines
def test_refund_loop_finds_those_whose_payments_are_undone_again_and_again(town):
    for day in range(10, 130, 15):
        for person in ("P3", "P77", "P150"):
            pay_and_undo(town, person, "I2", at(day, 10))
    assert town.found_people(refund_loop.signal) == {"P3", "P77", "P150"}


def test_refund_loop_takes_a_single_one_for_a_slip(town):
    for number in range(30):
        pay_and_undo(town, f"P{number}", f"I{number % 6}", at(10 + number, 10))
    assert town.found_people(refund_loop.signal) == set()


def test_refund_loop_accuses_nobody_where_a_cashier_slips_with_all(town):
    for number in range(120):
        pay_and_undo(town, f"P{number % 60}", "I2", at(10 + number, 10))
    assert town.found_people(refund_loop.signal) == set()
