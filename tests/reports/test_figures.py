from datetime import date
from decimal import Decimal

import pytest

from reports.figures import Books, OnTime, figures
from reports.period import Length, Period
from tests.reports.conftest import NOW

WEEK = Period.around(Length.WEEKLY, date(2026, 11, 26))


@pytest.fixture
def weeks(space, book):
    books = Books.read(space, book, NOW)
    return figures(books, book, WEEK), figures(books, book, WEEK.before)


def test_a_week_counts_what_was_opened_and_decided_in_it(weeks):
    now, before = weeks
    assert (now.new_rings, now.new_alerts, now.new_loss) == (1, 0, 0.2)
    assert (before.new_rings, before.new_alerts, before.new_loss) == (2, 1, 1_234_567.99)
    assert (now.confirmed, now.innocent) == (0, 1)
    assert (before.confirmed, before.innocent, before.confirmed_loss) == (1, 0, 1_234_567.89)


def test_money_that_came_back_is_added_to_the_fen(weeks):
    assert [one.recovered for one in weeks] == [Decimal("1000.30"), Decimal(0)]


def test_deadlines_count_in_the_week_in_which_they_fall_and_only_if_they_have_fallen(weeks):
    now, before = weeks
    assert before.reviews == OnTime(1, 3)  # of three opened, one was taken up within a day
    assert now.reviews == OnTime(0, 1)
    assert now.actions == OnTime(1, 3)  # found innocent on the Monday; confirmed alone is no action


def test_what_was_open_at_the_end_of_a_week_that_is_over_is_as_it_was_then(weeks):
    now, before = weeks
    assert (before.open, before.overdue) == (3, 2)
    assert now.open == 3


def test_false_alarms_are_those_of_the_weeks_verdicts(weeks):
    now, before = weeks
    assert {name: (row.right, row.decided) for name, row in now.signals.items()} == {"co_swipe": (0, 1)}
    assert {name: (row.right, row.decided) for name, row in before.signals.items()} == {"co_swipe": (1, 1)}
    assert len(now.stood) == 2


def test_the_parts_add_up_to_the_whole(space, book):
    books = Books.read(space, book, NOW)
    month = figures(books, book, Period.around(Length.MONTHLY, date(2026, 11, 26)))
    weeks, period = [], WEEK
    while period.after > date(2026, 11, 1):
        weeks.append(figures(books, book, period))
        period = period.before
    for name in ("new_rings", "new_alerts", "confirmed", "innocent", "recovered"):
        assert getattr(month, name) == sum(getattr(one, name) for one in weeks)
