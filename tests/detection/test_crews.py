import numpy as np
import pytest
from small_town import at, honest_town

from detection.crews import KINDS, crews
from detection.misfit import courses, misfit
from detection.signals import billed_alike, kept_cards
from workspace.settings import Settings

CREW = [f"P{number}" for number in range(3, 80, 7)]
OTHERS = [f"P{number}" for number in range(104, 180, 7)]
GOODS, OTHER_GOODS = ["D1", "D4", "D6", "D8"], ["D2", "D3", "D5", "D7"]


def bill(town, people, drugs, days, seed=5):
    """At one shop each of the people is billed one of the drugs on most of the days, within minutes of each other."""
    random = np.random.default_rng(seed)
    for day in days:
        for number, person in enumerate(people):
            if random.random() < 0.8:
                town.sell(person, "I2", at(day, 10 + number / 20), drugs[int(random.integers(0, len(drugs)))])


@pytest.fixture(scope="module")
def billed():
    town = honest_town()
    bill(town, CREW, GOODS, range(20, 110, 12))
    bill(town, OTHERS, OTHER_GOODS, range(77, 190, 12), seed=6)
    return town


@pytest.fixture(scope="module")
def tables(billed):
    return billed.engine().tables


@pytest.fixture(scope="module")
def found(tables):
    return named(tables, crews(tables))


def named(tables, frame):
    people = tables.people.select("person", "person_id").to_pandas().set_index("person")["person_id"]
    return frame.assign(person_id=people.reindex(frame["person"].astype(int)).to_numpy())


def test_who_takes_a_drug_in_time_is_on_a_course_and_who_is_billed_many_is_not(tables):
    states = named(tables, courses(tables).to_pandas())
    steady = (states["state"] == 1).groupby(states["person_id"]).mean()
    assert steady.drop(CREW + OTHERS).mean() > 0.8
    assert steady[CREW + OTHERS].mean() < 0.6


def test_those_who_are_billed_without_need_fit_worst(tables):
    worst = named(tables, misfit(tables).to_pandas()).nlargest(10, "misfit")
    assert set(worst["person_id"]) <= set(CREW + OTHERS)


def test_crews_of_one_shop_are_found_and_told_apart(found):
    groups = [set(crew["person_id"]) for _, crew in found.groupby("crew")]
    assert len(groups) == 2
    for crew in (CREW, OTHERS):
        assert max(len(group & set(crew)) - len(group - set(crew)) for group in groups) >= len(crew) / 2


def test_members_share_more_than_chance_gives(found):
    assert (found["times"] > found["expected"]).mean() > 0.9


def test_billed_alike_names_the_crews_and_nobody_else(billed):
    people = billed.found_people(billed_alike.signal)
    assert people <= set(CREW + OTHERS)
    assert len(people) >= len(CREW)


def test_kept_cards_are_not_those_billed_in_company_or_for_few_goods(billed):
    assert billed.found_people(kept_cards.signal) == set()


def test_kept_cards_are_billed_one_by_one_for_what_the_shop_sells_anyway(town, found):
    tables = town.engine().tables
    alone = found.drop(columns="person_id").assign(few=0.4, company=0.05).astype(KINDS)
    tables.derived("crews", lambda given: given.load(alone))
    assert len(kept_cards.signal.measure(tables, Settings()).to_pandas()) == len(found)
    assert billed_alike.signal.measure(tables, Settings()).to_pandas().empty


def test_an_honest_town_has_no_crews(town):
    assert crews(town.engine().tables).empty
