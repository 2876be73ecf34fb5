"""A week or a month of the calendar, in the workspace's zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Length(StrEnum):
    """How long a report's period is."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class Period:
    """A week from Monday (ISO 8601) or a month; `after` is the first day that is no longer in it."""

    length: Length
    first: date
    after: date

    @classmethod
    def around(cls, length: Length, day: date) -> "Period":
        """The week or month that a day is in."""
        if length is Length.WEEKLY:
            first = day - timedelta(days=day.weekday())
            return cls(length, first, first + timedelta(days=7))
        first = day.replace(day=1)
        return cls(length, first, (first + timedelta(days=31)).replace(day=1))

    @classmethod
    def last_whole(cls, length: Length, today: date) -> "Period":
        """The last one that is over."""
        return cls.around(length, today).before

    @property
    def before(self) -> "Period":
        """The one before."""
        return Period.around(self.length, self.first - timedelta(days=1))

    @property
    def name(self) -> str:
        """`2026-W48` or `2026-11`."""
        if self.length is Length.MONTHLY:
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after - timedelta(days=1)

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first moment and the first after it, in UTC."""
        first, after = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.first, self.after))
        return first, after
