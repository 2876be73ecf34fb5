from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.deadlines import action_due, overdue, review_due
from casework.status import ACTED, Status
from workspace.settings import Settings

SETTINGS = Settings()


def day_due(text):
    """The last day, in Shanghai, on which a case opened at a local time can be acted on in time."""
    opened = datetime.fromisoformat(f"{text}+08:00")
    return (action_due(opened, SETTINGS) + timedelta(hours=8, seconds=-1)).date().isoformat()


def test_three_working_days_are_counted_after_the_day_of_opening():
    assert day_due("2026-11-23T09:00") == "2026-11-26"


def test_a_weekend_does_not_count():
    assert day_due("2026-11-26T23:59") == "2026-12-01"


def test_the_national_day_is_waited_out_and_the_saturday_worked_for_it_counts():
    assert day_due("2026-09-30T10:00") == "2026-10-10"


def test_the_spring_festival_counts_its_moved_working_day():
    assert day_due("2026-02-12T10:00") == "2026-02-24"  # Friday 13, the worked Saturday 14, then the feast to the 23rd


def test_the_day_is_the_local_one():
    assert day_due("2026-11-24T01:00") == "2026-11-27"  # the evening before in UTC


@given(st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 1)))
def test_action_is_due_after_at_least_as_many_days(moment):
    opened = moment.replace(tzinfo=UTC)
    assert timedelta(days=3) < action_due(opened, SETTINGS) - opened < timedelta(days=16)
    assert review_due(opened, SETTINGS) - opened == timedelta(hours=24)


@pytest.mark.parametrize("status", list(Status))
def test_a_case_is_overdue_until_it_was_acted_on(status):
    now = datetime(2026, 6, 1, tzinfo=UTC)
    past, future = now - timedelta(days=1), now + timedelta(days=1)
    assert overdue(status, past, past, now) == ("" if status in ACTED else "action")
    assert overdue(status, past, future, now) == ("review" if status == Status.NEW else "")
    assert overdue(status, future, future, now) == ""
