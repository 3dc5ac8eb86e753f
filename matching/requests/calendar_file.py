"""A visit for people's own calendars (RFC 5545). The same visit gives the same bytes; moved, the entry is moved.

In UTC, so no program has to read a zone's rules. Nobody is named as organizer or guest: calendars would write to them.
The title tells others who see the calendar nothing.
"""

from datetime import UTC
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from matching.consultations.addresses import request_page
from matching.consultations.models import Visit
from matching.consultations.rules.zone_words import time_words

CONTENT_TYPE: Final = "text/calendar; charset=utf-8; method={method}"
FILE_NAME: Final = "appointment.ics"
DOMAIN: Final = "caarisma"  # never change it: entries in people's calendars would no longer be found


def method_of(visit: Visit) -> str:
    return "PUBLISH" if visit.booked else "CANCEL"


def visit_file(visit: Visit, *, language: str) -> bytes:
    """To download. LOCATION only where the person let mails and files name the clinic."""
    calendar = Calendar()
    calendar.add("prodid", "-//Caarisma//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(visit))
    with translation.override(language):
        calendar.add_component(_event(visit, language))
    return calendar.to_ical()


def _event(visit: Visit, language: str) -> Event:
    event = Event()
    event.add("uid", f"{visit.uid}@{DOMAIN}")
    event.add("dtstamp", visit.stamped_at.astimezone(UTC))
    event.add("sequence", visit.sequence)
    event.add("dtstart", visit.starts.astimezone(UTC))
    event.add("dtend", visit.ends.astimezone(UTC))
    event.add("status", "CONFIRMED" if visit.booked else "CANCELLED")
    event.add("summary", _("Appointment"))
    when = time_words(visit.day, visit.at, visit.zone)
    event.add("description", f"{when}\n{request_page(visit.request.reference, language=language)}")
    event.add("class", "PRIVATE")
    if visit.request.names_clinic:
        event.add("location", _address(visit))
    return event


def _address(visit: Visit) -> str:
    place = visit.place
    lines = (place.clinic_name, place.line1, place.line2, f"{place.city}, {place.state} {place.zip_code}")
    return ", ".join(line for line in lines if line)
