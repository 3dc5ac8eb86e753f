"""The first time at which a clinic is open and nobody is busy. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from providers.calendars.rules.spans import Span

STEP: Final = timedelta(minutes=15)
LASTS: Final = timedelta(minutes=45)
SOONEST: Final = timedelta(hours=2)  # somebody has to read it, ask, and come
DAYS_AHEAD: Final = 60


def next_free(
    hours: Mapping[int, Sequence[tuple[time, time]]],
    works_on: Callable[[date], bool],
    busy: Sequence[Span],
    *,
    zone: str,
    now: datetime,
) -> datetime | None:
    """In UTC, on a quarter of an hour of the clinic's clock; None when there is none within 60 days. `busy`: merged."""
    clock, soonest = ZoneInfo(zone), now + SOONEST
    for step in range(DAYS_AHEAD):
        day = now.astimezone(clock).date() + timedelta(days=step)
        for opens, closes in sorted(hours.get(day.weekday(), ())) if works_on(day) else ():
            end = datetime.combine(day, closes, tzinfo=clock).astimezone(UTC)
            at = _quarter(max(datetime.combine(day, opens, tzinfo=clock).astimezone(UTC), soonest))
            for starts, ends in busy:
                if starts < at + LASTS and at < ends:
                    at = _quarter(ends)
            if at + LASTS <= end:
                return at
    return None


def _quarter(at: datetime) -> datetime:
    """The next one. Zones of the United States differ by whole hours, so a quarter in UTC is one everywhere."""
    at = at.astimezone(UTC)
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP
