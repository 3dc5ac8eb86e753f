"""A time as a clinic's wall clock shows it, and the instant that it means. Pure.

PostgreSQL cannot tell a time that comes twice in a night, so nothing else in the project turns agreed wall times into
instants. A wall time must exist exactly once; else it is refused with the times beside it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from matching.consultations.errors import TimeRefused

STEP_MINUTES: Final = 5
SHORTEST, LONGEST, USUAL = 15, 480, 45  # minutes
SOONEST: Final = timedelta(hours=1)
MOST_DAYS_AHEAD: Final = 180


@dataclass(frozen=True, slots=True)
class WallTime:
    """A day and time by the clock of a zone, and how long it lasts."""

    day: date
    at: time
    zone: str
    minutes: int = USUAL

    @property
    def starts(self) -> datetime:
        return instant(self.day, self.at, self.zone)

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


def instant(day: date, at: time, zone: str) -> datetime:
    """In UTC. TimeRefused in the hour that is skipped in spring, and in the one that comes twice in fall."""
    clock = ZoneInfo(zone)
    local = datetime.combine(day, at, tzinfo=clock)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if second < first:
        raise _skipped(second, clock)
    if first < second:
        raise TimeRefused(_("On this night the clocks go back, so this time comes twice. Choose one before or after."))
    return first


def _skipped(earlier: datetime, clock: ZoneInfo) -> TimeRefused:
    """`earlier`: the instant less than an hour before the change. Names the last time before it and the first after."""
    at = earlier.replace(second=0, microsecond=0)
    while at.astimezone(clock).utcoffset() == earlier.astimezone(clock).utcoffset():
        at += timedelta(minutes=1)
    before, after = (at - timedelta(minutes=STEP_MINUTES)).astimezone(clock), at.astimezone(clock)
    return TimeRefused(
        _("On this night the clocks go forward. Choose %(before)s or %(after)s.")
        % {"before": time_format(before.time()), "after": time_format(after.time())}
    )


def check_time(wall: WallTime, *, now: datetime) -> WallTime:
    """The same, if it may be offered or wished for at `now`. TimeRefused with what is wrong."""
    if wall.at.minute % STEP_MINUTES or wall.at.second or wall.at.microsecond:
        raise TimeRefused(_("Choose a time in steps of five minutes."))
    if not SHORTEST <= wall.minutes <= LONGEST:
        raise TimeRefused(_("A visit lasts 15 minutes to 8 hours."))
    starts = wall.starts
    if starts <= now:
        raise TimeRefused(_("This time is past. Choose a later one."))
    if starts < now + SOONEST:
        raise TimeRefused(_("This time is too soon. Choose one at least an hour from now."))
    last = day_of(now, wall.zone) + timedelta(days=MOST_DAYS_AHEAD)
    if wall.day > last:
        raise TimeRefused(
            _("This is too far ahead. The last day is %(day)s.") % {"day": date_format(last, "WEEKDAY_DATE_FORMAT")}
        )
    return wall


def day_of(at: datetime, zone: str) -> date:
    """The date on the clinic's wall."""
    return at.astimezone(ZoneInfo(zone)).date()


def at_wall(day: date, at: time, zone: str) -> datetime:
    """An instant for clocks and reminders: where the wall time does not exist or comes twice, the first after it."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def are_apart(times: list[WallTime]) -> bool:
    """Whether none of them overlaps another. What begins when another ends does not."""
    spans = sorted((wall.starts, wall.ends) for wall in times)
    return all(spans[place][1] <= spans[place + 1][0] for place in range(len(spans) - 1))
