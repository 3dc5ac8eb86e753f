"""Months of the calendar, in UTC. Pure."""

from datetime import UTC, date, datetime
from typing import NamedTuple


class Month(NamedTuple):
    """By its first day. `begins` is in it, `ends` is the first instant after it."""

    first: date

    @property
    def begins(self) -> datetime:
        return datetime(self.first.year, self.first.month, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        return self.next.begins

    @property
    def next(self) -> "Month":
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return Month(date(year, month + 1, 1))

    @property
    def before(self) -> "Month":
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return Month(date(year, month + 1, 1))


def month_of(at: datetime) -> Month:
    return Month(at.astimezone(UTC).date().replace(day=1))
