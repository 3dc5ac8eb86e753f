"""When a clinic owes an answer: counted in its own working days, by its own calendar. Pure.

A day on which it is open is a working day, unless it is a federal holiday or one of its own days off. What is sent
after closing counts from the next one.
"""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from matching.consultations.rules.wall_times import at_wall

# Of a clinic that named none.
USUAL: Final[Mapping[int, tuple[time, time]]] = {day: (time(9), time(17)) for day in range(5)}
LONGEST_REST: Final = 60  # days: a clinic that is never open would be looked at for ever


@dataclass(frozen=True, slots=True)
class ClinicCalendar:
    """`hours`: weekday (Monday 0) to first opening and last closing."""

    zone: str
    hours: Mapping[int, tuple[time, time]] = field(default_factory=lambda: USUAL)
    days_off: Collection[date] = ()
    open_on: Collection[date] = ()  # federal holidays on which it works all the same

    def works_on(self, day: date) -> bool:
        if day.weekday() not in self.hours or day in self.days_off:
            return False
        return day in self.open_on or not is_federal_holiday(day)

    def closing(self, day: date) -> time:
        return self.hours.get(day.weekday(), USUAL[0])[1]

    def next_working_day(self, day: date) -> date:
        """The first after `day`."""
        for _step in range(LONGEST_REST):
            day += timedelta(days=1)
            if self.works_on(day):
                return day
        return day

    def due(self, at: datetime, *, days: int) -> datetime:
        """Closing time `days` working days after the one on which it reached the clinic."""
        local = at.astimezone(ZoneInfo(self.zone))
        day = local.date()
        if not self.works_on(day) or local.time() >= self.closing(day):
            day = self.next_working_day(day)
        for _step in range(days):
            day = self.next_working_day(day)
        return at_wall(day, self.closing(day), self.zone)


def is_federal_holiday(day: date) -> bool:
    return day in _federal_holidays()


@cache
def _federal_holidays() -> Container[date]:
    import holidays  # loads all countries, 300 modules, which every process would pay for when it starts

    return holidays.country_holidays("US", categories=holidays.GOVERNMENT)
