import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from regrouping import NORTH, SOUTH, City

from detection.parting import FEWEST, halved, parted

ALL = tuple(range(8))


def test_two_rings_found_as_one_are_parted():
    assert City([NORTH] * 4 + [SOUTH] * 4).regrouped(parted, ALL) == [(0, 1, 2, 3), (4, 5, 6, 7)]


def test_a_purchase_in_common_does_not_keep_two_rings_together():
    linked = [*[NORTH] * 3, [*NORTH, SOUTH[0]], *[SOUTH] * 4]
    assert City(linked).regrouped(parted, ALL) == [(0, 1, 2, 3), (4, 5, 6, 7)]


def test_one_ring_stays_whole():
    assert City([NORTH] * 8).regrouped(parted, ALL) == [ALL]


def test_people_who_share_half_of_the_trail_stay_together():
    mixed = [[*NORTH[:2], *SOUTH[:1]]] * 4 + [[*NORTH[:1], *SOUTH[:2]]] * 4
    assert City(mixed).regrouped(parted, ALL) == [ALL]


def test_a_few_who_differ_are_no_ring_of_their_own():
    assert City([NORTH] * 5 + [SOUTH] * 3).regrouped(parted, ALL) == [ALL]


def test_three_rings_found_as_one_are_parted_twice():
    west = [(8, 4), (9, 4), (10, 4)]
    parts = City([NORTH] * 4 + [SOUTH] * 4 + [west] * 4).regrouped(parted, tuple(range(12)))
    assert parts == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11)]


def test_a_group_stays_where_no_part_would_be_accused():
    city = City([NORTH] * 4 + [SOUTH] * 4)
    assert city.regrouped(parted, ALL, findings=[]) == [ALL]


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), max_size=20))
def test_halves_are_never_smaller_than_a_ring_and_the_first_holds_the_first(rows):
    first = halved(np.array(rows, dtype=float).reshape(len(rows), 4))
    if first is not None:
        assert min(first.sum(), (~first).sum()) >= FEWEST
        assert first[0]
