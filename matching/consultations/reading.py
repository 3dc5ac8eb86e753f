"""A clinic's calendar, as its weekly hours say it."""

from datetime import time

from matching.consultations.rules.working_days import USUAL, ClinicCalendar
from providers.directory.models import PracticeLocation


def calendar_of(place: PracticeLocation) -> ClinicCalendar:
    hours: dict[int, tuple[time, time]] = {}
    for span in place.hours.all():
        first, last = hours.get(span.weekday, (span.opens, span.closes))
        hours[span.weekday] = min(first, span.opens), max(last, span.closes)
    return ClinicCalendar(zone=place.time_zone, hours=hours or USUAL)
