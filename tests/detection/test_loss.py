import numpy as np
import pandas as pd
import pytest
from drafts import SIGNALS, line, make_draft, strangers
from hypothesis import given, settings
from hypothesis import strategies as st

from detection.draft import Draft, Held
from detection.insured import insured
from detection.loss import loss

MONEY = st.floats(0, 1e5).map(lambda yuan: round(yuan, 2))


def found(lines, proof, units=None, signal="kept_cards"):
    """The draft of three strangers whose finding rests on the first `proof` lines."""
    draft = make_draft(strangers(3), lines, {})
    rows = pd.DataFrame({"finding": 0, "row": range(proof), "person": [one["person"] for one in lines[:proof]]})
    held = Held(SIGNALS[signal], units if units is not None else pd.DataFrame({"finding": [0]}), rows)
    return loss(Draft(draft.candidate, (held,), draft.facts))


def bought(number, **columns):
    return line(number, number % 3, **{"drug": 0, "amount": 100.0, **columns})


def test_a_line_counts_once_however_many_findings_rest_on_it():
    lines = [bought(number) for number in range(4)]
    draft = make_draft(strangers(3), lines, {"kept_cards": None, "co_swipe": None, "shared_route": None})
    assert loss(draft).amount == 400.0


def test_lines_of_the_same_payment_and_of_the_same_drug_at_the_same_place_are_of_one_kind():
    lines = [bought(0), bought(1, drug=1, settlement=0), bought(2), bought(3, drug=2), bought(4, place=1)]
    told = found(lines, 1)
    assert told.line_ids == {"L0", "L1", "L2"}
    assert (told.low, told.amount, told.high) == (100.0, 300.0, 400.0)


def test_what_chance_explains_of_a_finding_is_not_surely_false():
    units = pd.DataFrame({"finding": [0], "times": [10.0], "expected": [4.0]})
    told = found([bought(0), bought(1)], 2, units)
    assert (told.low, told.amount) == (120.0, 200.0)


def test_what_insurance_did_not_pay_is_no_loss():
    paid = {"total_amount": 200.0, "fund_amount": 100.0, "account_amount": 40.0}
    assert found([bought(0, **paid)], 1).amount == 70.0


def test_lines_about_a_shops_stock_alone_do_not_count():
    told = found([bought(0), bought(1)], 2, signal="stock_excess")
    assert (told.low, told.amount, told.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("total", "fund", "account", "paid"),
    [
        (None, None, None, 100.0),
        (200.0, None, None, 100.0),
        (200.0, 50.0, None, 25.0),
        (200.0, None, 200.0, 100.0),
        (0.0, 0.0, 0.0, 100.0),
        (None, 50.0, 0.0, 100.0),
        (200.0, 300.0, 0.0, 100.0),
    ],
)
def test_the_whole_amount_is_insured_where_the_settlement_does_not_say_who_paid(total, fund, account, paid):
    columns = ["amount", "total_amount", "fund_amount", "account_amount"]
    told = pd.DataFrame([(100.0, total, fund, account)], columns=columns, dtype="float64")
    assert insured(told).tolist() == [paid]


@settings(deadline=None)  # other work on the machine is no fault of the code
@given(st.lists(st.tuples(MONEY, st.integers(0, 2), st.integers(0, 2), st.booleans()), min_size=1, max_size=12))
def test_the_loss_lies_within_its_interval(rows):
    lines = [
        bought(number, amount=amount, place=place, drug=drug) for number, (amount, place, drug, _) in enumerate(rows)
    ]
    units = pd.DataFrame({"finding": [0], "times": [3.0], "expected": [1.0]})
    told = found(lines, len(rows) // 2, units)
    assert 0 <= told.low <= told.amount + 0.01
    assert told.amount <= told.high + 0.01
    assert told.high <= np.sum([one["amount"] for one in lines]) + 0.01
