"""The days and hours of a clinic as choices, so that nobody types a date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import islice
from typing import Final

from django.utils.formats import date_format, time_format
from django.utils.text import capfirst

from matching.consultations.enums import DayPart
from matching.consultations.reading import calendar_of
from matching.consultations.rules.wall_times import day_of
from matching.consultations.rules.working_days import ClinicCalendar
from matching.consultations.services.answering import PARTS
from providers.directory.models import PracticeLocation

DAYS: Final = 30  # working days ahead: six weeks of most clinics
STEP: Final = 30  # minutes between the times that one can choose

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class ClinicDays:
    """`place` with its hours; `now` says what is ahead of it."""

    place: PracticeLocation
    now: datetime

    @cached_property
    def calendar(self) -> ClinicCalendar:
        return calendar_of(self.place)

    @property
    def hours(self) -> Mapping[int, tuple[time, time]]:
        return self.calendar.hours

    @cached_property
    def days(self) -> list[date]:
        return list(islice(self._working_days(), DAYS))

    @cached_property
    def parts(self) -> list[DayPart]:
        """Those in which it is open on some day."""
        return [part for part in DayPart if any(_meet(part, span) for span in self.hours.values())]

    def is_open(self, day: date, part: DayPart) -> bool:
        return day.weekday() in self.hours and _meet(part, self.hours[day.weekday()])

    def is_open_at(self, day: date, at: time) -> bool:
        opens, closes = self.hours.get(day.weekday(), (time(0), time(0)))
        return opens <= at < closes

    def day_choices(self, empty: str) -> Choices:
        return [("", empty), *((day.isoformat(), date_format(day, "WEEKDAY_FORMAT")) for day in self.days)]

    def part_choices(self) -> Choices:
        return [(part.value, str(capfirst(part.label))) for part in self.parts]

    def time_choices(self, empty: str) -> Choices:
        """From the earliest opening to the latest closing of the week."""
        first = min(opens for opens, _ in self.hours.values())
        last = max(closes for _, closes in self.hours.values())
        every = (time(*divmod(minutes, 60)) for minutes in range(0, 24 * 60, STEP))
        return [("", empty), *((f"{at:%H:%M}", time_format(at)) for at in every if first <= at < last)]

    def _working_days(self) -> Iterator[date]:
        day = day_of(self.now, self.place.time_zone)
        while True:
            day = self.calendar.next_working_day(day)
            yield day


def _meet(part: DayPart, span: tuple[time, time]) -> bool:
    (begins, ends), (opens, closes) = PARTS[part], span
    return opens < ends and begins < closes
