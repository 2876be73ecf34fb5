import numpy as np
from small_town import at, on_both_engines

from detection.signals.co_swipe import signal


def test_honest_people_of_one_town_are_not_found(town):
    assert town.found_people(signal) == set()


@on_both_engines
def test_strangers_swiped_one_after_another_are_found(town):
    for day in range(20, 180, 20):
        for place, person in enumerate(["P3", "P77", "P150"]):
            town.sell(person, "I2", at(day, 10 + place / 30))
    assert town.found_people(signal) == {"P3", "P77", "P150"}


def test_a_crowded_promotion_day_ties_nobody(town):
    for day in (40, 80, 120):
        for place, number in enumerate(np.random.default_rng(day).permutation(100)):
            town.sell(f"P{number}", "I1", at(day, 9 + place / 30))
    assert town.found_people(signal) == set()


def test_evidence_is_the_lines_of_the_days_together(town):
    lines = {
        town.sell(person, "I2", at(day, 10 + place / 30))
        for day in range(20, 180, 20)
        for place, person in enumerate(["P3", "P77"])
    }
    alone = town.sell("P3", "I2", at(19, 15))
    evidence = town.found_lines(signal)
    assert lines <= evidence
    assert alone not in evidence


def test_payments_that_were_undone_do_not_count(town):
    for day in range(20, 180, 20):
        for place, person in enumerate(["P3", "P77"]):
            line = town.sell(person, "I2", at(day, 10 + place / 30))
            town.sell(person, "I2", at(day, 10.01 + place / 30), reverses="S" + line[1:])
    assert town.found_people(signal) == set()
