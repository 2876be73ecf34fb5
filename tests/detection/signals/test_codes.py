import pytest
from small_town import at, on_both_engines

from detection.signals import repeated_code, resurfaced_code, unread_code


@pytest.mark.parametrize("module", [repeated_code, resurfaced_code, unread_code], ids=lambda one: one.signal.name)
def test_honest_people_of_one_town_are_not_found(town, module):
    assert town.found_people(module.signal) == set()


@on_both_engines
def test_repeated_code_finds_those_billed_for_one_box_again_and_again(town):
    for number, day in enumerate(range(10, 190, 10)):
        town.sell(["P3", "P77", "P150"][number % 3], "I2", at(day, 10), codes=[f"box{number // 9}"])
    assert town.found_people(repeated_code.signal) == {"P3", "P77", "P150"}


def test_repeated_code_overlooks_a_cashiers_retry(town):
    for day in range(10, 190, 10):
        for minutes in (0, 3):
            town.sell("P3", "I2", at(day, 10 + minutes / 60), codes=[f"box{day}"])
    assert town.found_people(repeated_code.signal) == set()


def test_repeated_code_overlooks_a_drug_whose_case_carries_one_code_for_all(town):
    for number in range(300):
        town.sell(f"P{number}", f"I{number % 6}", at(5 + number % 190, 10), drug="D5", codes=["case"])
    assert town.found_people(repeated_code.signal) == set()


def test_repeated_code_overlooks_split_packs(town):
    for day in range(10, 190, 10):
        line = town.sell("P3", "I2", at(day, 10), codes=["box"])
        next(row for row in town.rows["lines"] if row["line_id"] == line)["split_pack"] = True
    assert town.found_people(repeated_code.signal) == set()


@on_both_engines
def test_unread_code_finds_those_whose_boxes_nobody_read(town):
    for day in range(10, 190, 10):
        town.sell("P3", "I2", at(day, 10), codes=[])
    assert town.found_people(unread_code.signal) == {"P3"}


def test_unread_code_accuses_nobody_in_a_shop_that_reads_badly(town):
    for row in town.rows["settlements"]:
        if row["institution_id"] == "I2":
            line = "L" + row["settlement_id"][1:]
            town.rows["scans"] = [scan for scan in town.rows["scans"] if scan["line_id"] != line or int(line[1:]) % 2]
    assert town.found_people(unread_code.signal) == set()


def resell(town, boxes):
    for number in range(boxes):
        town.sell("P3", "I2", at(10 + 10 * number, 10), drug="D7", codes=[f"box{number}"])
        town.sell(f"P{200 + number}", "I4", at(15 + 10 * number, 10), drug="D7", codes=[f"box{number}"])


@on_both_engines
def test_resurfaced_code_finds_whose_boxes_are_sold_again_elsewhere(town):
    resell(town, boxes=5)
    assert "P3" in town.found_people(resurfaced_code.signal)


def test_resurfaced_code_takes_a_single_box_for_an_error(town):
    resell(town, boxes=1)
    assert town.found_people(resurfaced_code.signal) == set()


def test_resurfaced_code_needs_more_than_wrong_clocks(town):
    for number in range(5):
        for shop, hour in (("I2", 10), ("I4", 15)):
            town.sell("P3", shop, at(10 + 10 * number, hour), drug="D7", codes=[f"box{number}"])
    assert town.found_people(resurfaced_code.signal) == set()
