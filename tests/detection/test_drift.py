import numpy as np
import pytest
from small_town import honest_town
from test_searching import searched

from detection.uniformity import months

PLACES, MONTHS, TESTS = 40, 12, 60


def records(rate=0.02, size=600, seed=0, wide=0.0, **moves):
    """Hits and chances of shops that each have a rate of their own; `moves` are factors by month (`m8=3`)."""
    random = np.random.default_rng(seed)
    chances = random.poisson(size, (PLACES, MONTHS)).astype(float)
    own = rate * random.lognormal(0, 0.5, (PLACES, 1)) * np.ones((1, MONTHS))
    own = own * random.lognormal(0, wide, own.shape)
    for name, factor in moves.items():
        own[:, int(name[1:])] *= factor
    return random.poisson(chances * own).astype(float), chances


def moved(hits, chances):
    return [one.month for one in months(hits, chances, 7, TESTS) if one.moved]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("rate", "wide"), [(0.02, 0.0), (0.002, 0.0), (0.02, 0.6)])
def test_where_nothing_moves_nothing_is_told(seed, rate, wide):
    assert moved(*records(rate, seed=seed, wide=wide)) == []


def test_p_values_of_small_counts_are_uniform_too():
    judged = [one for seed in range(30) for one in months(*records(0.002, seed=seed), seed, TESTS)]
    assert 0.25 < np.mean([one.p_value < 0.5 for one in judged]) < 0.75


def test_a_season_is_told_in_its_month_and_not_after_it():
    assert moved(*records(m8=2)) == [8]


def test_a_rule_that_stays_is_told_in_each_of_its_months():
    assert moved(*records(m8=2, m9=2, m10=2, m11=2)) == [8, 9, 10, 11]


def test_a_rate_that_falls_is_told():
    [one] = [one for one in months(*records(m8=0.4), 7, TESTS) if one.moved]
    assert one.month == 8
    assert 0.3 < one.ratio < 0.5


def test_one_bad_shop_moves_nothing():
    hits, chances = records()
    hits[3, 8] += 200
    assert moved(hits, chances) == []


def test_more_trade_at_the_usual_rate_moves_nothing():
    hits, chances = records(seed=1)
    busy = records(size=2400, seed=1)
    hits[:, 8], chances[:, 8] = busy[0][:, 8], busy[1][:, 8]
    assert moved(hits, chances) == []


def test_too_few_to_say_are_not_judged():
    assert list(months(*(part[:3] for part in records()), 7, TESTS)) == []
    assert list(months(*records(1e-5), 7, TESTS)) == []


def told(town):
    return {(one["signal"], one["month"]) for one in searched(town).drift["moved"]}


def morning(hours, month=None):
    """A town that comes between nine and so many hours later; in May within another number of them."""
    town = honest_town()
    for row in town.rows["settlements"]:
        at = row["settled_at"]
        share = (month if month and at.month == 5 else hours) / 24
        row["settled_at"] = at.normalize() + np.timedelta64(9, "h") + (at - at.normalize()) * share
    return town


def test_a_town_without_a_season_tells_none():
    found = searched(morning(4))
    assert found.drift["moved"] == []
    assert found.drift["checked"]["co_swipe"] > 0


def test_a_promotion_season_is_told_of_cards_swiped_together_alone():
    assert told(morning(4, month=0.5)) == {("co_swipe", "2026-05")}


def test_a_rule_by_which_codes_are_read_no_more_is_told_of_unread_codes_alone():
    town = honest_town()
    at = {row["settlement_id"]: row["settled_at"] for row in town.rows["settlements"]}
    of_line = {row["line_id"]: at[row["settlement_id"]] for row in town.rows["lines"]}
    random = np.random.default_rng(3)
    town.rows["scans"] = [
        row for row in town.rows["scans"] if random.random() > (0.6 if of_line[row["line_id"]].month >= 6 else 0.1)
    ]
    assert {signal for signal, _ in told(town)} == {"unread_code"}
    assert ("unread_code", "2026-06") in told(town)
