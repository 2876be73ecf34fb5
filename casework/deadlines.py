"""When a case must be reviewed and acted on, by the Chinese calendar with its moved working days."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from casework.status import ACTED, Status
from workspace.settings import Settings


def review_due(opened: datetime, settings: Settings) -> datetime:
    """The moment until which a new case must be taken up; hours run on over weekends."""
    return opened + timedelta(hours=settings.review_hours)


def action_due(opened: datetime, settings: Settings) -> datetime:
    """The end of the last working day, in local time; the day of opening does not count.

    Holidays and the weekends worked for them are those that the State Council announced, as the library `holidays`
    has them; for a year not announced yet it knows the feasts but not the moved days.
    """
    zone = ZoneInfo(settings.time_zone)
    day = opened.astimezone(zone).date()
    last = _calendar().get_nth_working_day(day, settings.action_working_days)
    return datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)


def overdue(status: Status, review: datetime, action: datetime, now: datetime, *, again: bool = False) -> str:
    """`action` or `review` where that deadline has passed, else empty; `again`: the verdict is asked again."""
    if (again or status not in ACTED) and now >= action:
        return "action"
    return "review" if (again or status == Status.NEW) and now >= review else ""


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")
