import pandas as pd
import pytest
from small_town import at, on_both_engines

from detection.signals import after_death, age_mismatch, beyond_need, in_bed, sex_mismatch, two_places


@pytest.mark.parametrize(
    "module", [after_death, age_mismatch, beyond_need, sex_mismatch, two_places], ids=lambda one: one.signal.name
)
def test_honest_people_of_one_town_are_not_found(town, module):
    assert town.found_people(module.signal) == set()


@on_both_engines
def test_two_places_finds_a_card_that_travels_too_fast(town):
    for day in (30, 60, 90):
        town.sell("P3", "I0", at(day, 10))
        town.sell("P3", "I5", at(day, 10.2))  # 100 km away, 12 minutes later
    assert town.found_people(two_places.signal) == {"P3"}


def test_two_places_allows_for_wrong_clocks(town):
    for day in (30, 60, 90):
        town.sell("P3", "I0", at(day, 10))
        town.sell("P3", "I1", at(day, 10.01))  # 19 km away at the same minute
    assert town.found_people(two_places.signal) == set()


def test_two_places_leaves_out_what_an_agent_collected(town):
    for day in (30, 60, 90):
        town.sell("P3", "I0", at(day, 10))
        town.sell("P3", "I5", at(day, 10.2), collected_by="P4")
    assert town.found_people(two_places.signal) == set()


def stay(town, person):
    town.add(
        "inpatient_stays", stay_id=f"stay-{person}", person_id=person, institution_id="I0",
        admitted_at=at(100, 9), discharged_at=at(110, 15),
    )  # fmt: skip


@on_both_engines
@pytest.mark.parametrize(("agent", "found"), [(None, {"P3"}), ("P4", set())])
def test_in_bed_finds_purchases_in_mid_stay_unless_an_agent_was_shown(town, agent, found):
    for number in range(100, 200):
        stay(town, f"P{number}")
    town.rows["settlements"] = [
        row for row in town.rows["settlements"] if not at(99, 0) < row["settled_at"] < at(112, 0)
    ]
    stay(town, "P3")
    for day in range(102, 109):
        town.sell("P3", "I2", at(day, 10), collected_by=agent)
    assert town.found_people(in_bed.signal) == found


@on_both_engines
def test_after_death_finds_cards_that_go_on_paying(town):
    person = town.rows["persons"][3]
    town.rows["settlements"] = [row for row in town.rows["settlements"] if row["person_id"] != "P3"]
    person["death_date"] = pd.Timestamp("2026-03-01")
    for day in (130, 150, 170):
        town.sell("P3", "I2", at(day, 10))
    assert town.found_people(after_death.signal) == {"P3"}


def test_after_death_forgives_the_weeks_in_which_bills_come_late(town):
    person = town.rows["persons"][3]
    town.rows["settlements"] = [row for row in town.rows["settlements"] if row["person_id"] != "P3"]
    person["death_date"] = pd.Timestamp("2026-03-01")
    for day in (61, 75, 100):
        town.sell("P3", "I2", at(day, 10))
    assert town.found_people(after_death.signal) == set()


@on_both_engines
def test_sex_mismatch_finds_a_man_who_collects_womens_drugs(town):
    for day in range(20, 160, 20):
        town.sell("P3", "I2", at(day, 10), drug="D11")  # P3 is a man
    assert town.found_people(sex_mismatch.signal) == {"P3"}


def test_sex_mismatch_forgives_a_wrong_card_taken_again(town):
    for day in (20, 50):
        town.sell("P3", "I2", at(day, 10), drug="D11")
    assert town.found_people(sex_mismatch.signal) == set()


OLD_PEOPLES_DRUGS = ("D0", "D1", "D2", "D3")


def age_town(town):
    """Children take D10, six hundred old people take the four drugs of the old, and P3 is a child."""
    for table in ("settlements", "lines", "scans"):
        town.rows[table] = []
    for number, person in enumerate(town.rows["persons"]):
        person["birth_date"] = pd.Timestamp("2018-01-01" if number < 200 else "1950-01-01")
    for number in range(400):
        town.add("persons", person_id=f"O{number}", birth_date=pd.Timestamp("1950-01-01"))
        town.add("cards", card_id=f"C-O{number}", person_id=f"O{number}")
    for number in range(600):
        name = f"O{number}" if number < 400 else f"P{number - 200}"
        for day, drug in enumerate(OLD_PEOPLES_DRUGS):
            town.sell(name, "I1", at(50 + day, 8 + number / 60), drug=drug)
    for number in range(200):
        town.sell(f"P{number}", "I1", at(50, 8 + number / 20), drug="D10")


@on_both_engines
def test_age_mismatch_finds_a_child_with_several_drugs_of_the_old(town):
    age_town(town)
    for day, drug in enumerate(OLD_PEOPLES_DRUGS):
        town.sell("P3", "I2", at(60 + day, 10), drug=drug)
    assert town.found_people(age_mismatch.signal) == {"P3"}


def test_age_mismatch_does_not_accuse_the_few_of_a_great_age(town):
    age_town(town)
    for number in range(5):
        town.rows["persons"][number]["birth_date"] = pd.Timestamp("1931-01-01")
        for day, drug in enumerate(OLD_PEOPLES_DRUGS):
            town.sell(f"P{number}", "I2", at(60 + day, 10), drug=drug)
    assert town.found_people(age_mismatch.signal) == set()


def test_age_mismatch_respects_a_rare_disease(town):
    age_town(town)
    for day in range(20, 180, 10):
        town.sell("P3", "I2", at(day, 10), drug="D0")
    assert town.found_people(age_mismatch.signal) == set()


def test_age_mismatch_forgives_drugs_of_the_home(town):
    age_town(town)
    town.rows["persons"][3]["household_id"] = town.rows["persons"][300]["household_id"]
    for day, drug in enumerate(OLD_PEOPLES_DRUGS):
        town.sell("P3", "I2", at(60 + day, 10), drug=drug)
    assert town.found_people(age_mismatch.signal) == set()


@on_both_engines
def test_beyond_need_finds_who_collects_for_many(town):
    for day in range(5, 195, 5):
        town.sell("P3", f"I{day % 3}", at(day, 10), drug="D7", quantity=3)
    assert town.found_people(beyond_need.signal) == {"P3"}


def test_beyond_need_allows_twelve_weeks_in_reserve(town):
    for day in (10, 94, 178):
        town.sell("P3", "I2", at(day, 10), drug="D7", quantity=6)
    assert town.found_people(beyond_need.signal) == set()
