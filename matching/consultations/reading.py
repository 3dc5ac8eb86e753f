"""A clinic's calendar, as its weekly hours and the days that it named say it."""

from datetime import datetime, time

from matching.consultations.rules.working_days import USUAL, ClinicCalendar
from providers.directory.models import PracticeLocation


def calendar_of(place: PracticeLocation, *, known_at: datetime | None = None) -> ClinicCalendar:
    """`known_at`: only days off that the clinic had named by then, for measuring an answer that it owed."""
    hours: dict[int, tuple[time, time]] = {}
    for span in place.hours.all():
        first, last = hours.get(span.weekday, (span.opens, span.closes))
        hours[span.weekday] = min(first, span.opens), max(last, span.closes)
    named = [day for day in place.special_days.all() if known_at is None or day.was_known(known_at)]
    return ClinicCalendar(
        zone=place.time_zone,
        hours=hours or USUAL,
        days_off={day.day for day in named if not day.is_open},
        open_on={day.day for day in named if day.is_open},
    )
