"""Circles are tested on odd purchases given outright; which purchases are odd is tested in test_oddness."""

import numpy as np
import pandas as pd
import pytest

from detection.signal import validate
from detection.signals import shared_counter, shared_errand, shared_route
from workspace.settings import Settings

DAY = 24 * 3600  # seconds
ERRANDS = shared_errand.signal  # in tests of these, who comes on a day comes at one hour

pytestmark = pytest.mark.slow  # each test searches a town of thousands of purchases

STRANGERS = [3, 77, 150, 201, 322]
PEOPLE, PLACES, DRUGS, DAYS = 400, 12, 60, 300
WANTED = [7, 8, 9, 10, 11, 12, 13, 14]


def ordinary(purchases=2000):
    """Odd purchases of ordinary people: anybody's, anywhere, of anything, on any day."""
    random = np.random.default_rng(7)
    draw = {"person": PEOPLE, "place": PLACES, "drug": DRUGS, "day": DAYS}
    drawn = {name: random.integers(0, size, purchases) for name, size in draw.items()}
    return pd.DataFrame(drawn).assign(weight=0.0)


def billed(places, people, *, same_day, weight=1.5):
    """Each is billed the wanted goods at the places, on the same days or on days of their own."""
    random = np.random.default_rng(5)
    rows = [
        (person, place, drug, 20 + 50 * month + 3 * place + (0 if same_day else 4 * number))
        for month in range(5)
        for place in places
        for number, person in enumerate(people)
        for drug in random.choice(WANTED, 3, replace=False)
    ]
    return pd.DataFrame(rows, columns=["person", "place", "drug", "day"]).assign(weight=weight)


def search(town, signal, *odd):
    """Search a town in which nothing else was bought; every purchase is a visit of its own, as odd as `odd` tells."""
    engine = town.engine()
    random = np.random.default_rng(3)
    lines = pd.concat([ordinary(), *odd], ignore_index=True)
    weight = lines.pop("weight").fillna(0.0).to_numpy()
    lines = lines.astype("int64")
    at = lines["day"] * DAY + (random.integers(8 * 60, 20 * 60, len(lines)) if signal is not ERRANDS else 0) * 60
    lines = lines.assign(at=at, weight=weight, first=True, line=np.arange(len(lines)), settlement=np.arange(len(lines)))
    lines = lines.assign(substance=lines["drug"], lines=1)
    tables = engine.tables
    tables.derived("odd_lines", lambda tables: tables.load(lines.assign(weight=0.8)))
    tables.derived("weighed lines", lambda tables: tables.load(lines))
    tables.derived(
        "visit sizes", lambda tables: tables.load(lines[["settlement", "person", "place", "at", "day", "lines"]])
    )
    goods = lines.groupby(["place", "substance"], as_index=False)["lines"].sum()
    tables.derived("goods of places", lambda tables: tables.load(goods))
    tables.derived(
        "courses",
        lambda tables: tables.load(pd.DataFrame({"person": [-1], "substance": [-1], "lines": [1], "state": [1]})),
    )
    sold = lines.drop(columns=["substance", "lines"]).assign(
        lot=None, doctor=None, quantity=1.0, amount=20.0, days=None, whole=True, read=True
    )
    vars(tables)["sold"] = tables.load(sold.astype({"lot": "Int32", "doctor": "Int32", "days": "Float64"}))
    vars(tables)["medicines"] = tables.load(
        pd.DataFrame({"drug": range(DRUGS)}).assign(
            generic_name=[f"drug {n}" for n in range(DRUGS)], drug_id=[f"D{n}" for n in range(DRUGS)]
        )
    )
    return validate(signal, tables, Settings())


def people_of(found):
    return sorted(found.units["person"].astype(int)) if len(found.units) else []


@pytest.mark.parametrize("module", [shared_counter, shared_errand, shared_route])
def test_odd_purchases_of_ordinary_people_make_no_circle(town, module):
    assert people_of(search(town, module.signal)) == []


def test_shared_counter_finds_the_customers_who_are_billed_the_same_goods_at_one_shop(town):
    odd = billed([1], STRANGERS, same_day=False)
    assert people_of(search(town, shared_counter.signal, odd)) == STRANGERS
    assert people_of(search(town, shared_route.signal, odd)) == []


def test_shared_errand_finds_cards_that_come_to_several_places_on_the_same_days(town):
    odd = billed([0, 1, 2], STRANGERS, same_day=True)
    assert people_of(search(town, shared_errand.signal, odd)) == STRANGERS
    assert people_of(search(town, shared_route.signal, odd)) == []


def test_shared_route_finds_people_who_collect_the_same_goods_on_days_of_their_own(town):
    odd = billed([0, 1, 2], STRANGERS, same_day=False)
    assert people_of(search(town, shared_route.signal, odd)) == STRANGERS
    assert people_of(search(town, shared_errand.signal, odd)) == []


def test_goods_that_everybody_collects_there_make_no_circle(town):
    odd = billed([1], range(100, 160), same_day=False, weight=-0.3)
    assert people_of(search(town, shared_counter.signal, odd)) == []


def test_kin_who_collect_for_each_other_begin_no_circle(town):
    couples = [10, 11]  # one household
    odd = billed([0, 1, 2], couples, same_day=True)
    assert people_of(search(town, shared_errand.signal, odd)) == []


def test_each_member_is_said_to_share_more_than_chance_gives_and_names_its_lines(town):
    found = search(town, shared_counter.signal, billed([1], STRANGERS, same_day=False))
    assert (found.units["times"] > 2 * found.units["expected"]).all()
    assert (found.units["q_value"] < 0.05).all()
    assert (found.evidence["line"] >= 2000).mean() > 0.9
