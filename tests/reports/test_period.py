from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reports.period import Length, Period

lengths = st.sampled_from(list(Length))
days = st.dates(date(2000, 1, 10), date(2100, 1, 1))


@given(lengths, days)
def test_a_period_holds_its_day_and_follows_the_one_before_without_a_gap(length, day):
    period = Period.around(length, day)
    assert period.first <= day <= period.last
    assert period.before.after == period.first
    assert Period.around(length, period.last) == period
    assert period.before.name < period.name


def test_a_week_begins_on_monday_and_is_named_as_iso_8601_has_it():
    assert Period.around(Length.WEEKLY, date(2027, 1, 2)).name == "2026-W53"
    assert Period.around(Length.WEEKLY, date(2026, 11, 28)).first == date(2026, 11, 23)


def test_the_last_whole_one_is_over():
    assert Period.last_whole(Length.MONTHLY, date(2026, 12, 1)).name == "2026-11"


def test_days_are_those_of_the_zone():
    month = Period.around(Length.MONTHLY, date(2026, 11, 5))
    assert month.moments(ZoneInfo("Asia/Shanghai"))[0] == datetime(2026, 10, 31, 16, tzinfo=UTC)
