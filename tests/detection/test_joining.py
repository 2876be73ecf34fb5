from regrouping import NORTH, SOUTH, City

from detection.circles.growing import JOIN
from detection.joining import joined

FIRST, SECOND = (0, 1, 2, 3), (4, 5, 6, 7)


def test_parts_that_buy_the_same_goods_at_the_same_places_are_one_ring():
    assert City([NORTH] * 8).regrouped(joined, FIRST, SECOND) == [FIRST + SECOND]


def test_rings_of_other_places_stay_apart():
    assert City([NORTH] * 4 + [SOUTH] * 4).regrouped(joined, FIRST, SECOND) == [FIRST, SECOND]


def test_rings_of_the_same_places_with_other_goods_stay_apart():
    other = [(place, drug + 2) for place, drug in NORTH]
    assert City([NORTH] * 4 + [other] * 4).regrouped(joined, FIRST, SECOND) == [FIRST, SECOND]


def test_parts_stay_where_the_whole_would_not_be_accused():
    assert City([NORTH] * 8).regrouped(joined, FIRST, SECOND, findings=[]) == [FIRST, SECOND]


def test_a_chain_of_groups_alike_by_twos_is_not_one_ring():
    chain = [[(p, 0) for p in range(first, first + 6)] for first in (0, 1, 2, 3, 4, 5, 6)]
    city = City([goods for goods in chain for _ in range(4)])
    groups = [tuple(range(4 * n, 4 * n + 4)) for n in range(len(chain))]
    assert max(len(ring) for ring in city.regrouped(joined, *groups)) < 20


def test_innocent_groups_on_watch_join_nobody():
    city = City([NORTH] * 8, likelihood=JOIN + 13.0)  # enough to be listed, not to be accused
    assert {one.grade.level for one in city.judged(FIRST, SECOND)} == {"watch"}
    assert city.regrouped(joined, FIRST, SECOND) == [FIRST, SECOND]
