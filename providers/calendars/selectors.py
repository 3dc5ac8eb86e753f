"""What the clinic's page of calendars shows, the file that goes out, and the free time that is proposed."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.urls import reverse
from icalendar import Calendar, Event

from caarisma.common.outbox.writing import site_url
from matching.consultations.addresses import inbox_page
from matching.consultations.models import Visit
from matching.consultations.reading import calendar_of
from matching.requests.calendar_file import DOMAIN
from providers.calendars.models import BusyTime, CalendarFeed
from providers.calendars.rules.free import DAYS_AHEAD, next_free
from providers.calendars.rules.spans import merged
from providers.directory.models import PracticeLocation, Provider

PAST_SHOWN: Final = timedelta(days=30)


def address_of_feed(feed: CalendarFeed) -> str:
    return site_url(reverse("calendars:feed", args=[str(feed.token)]))


def feed_file(provider: Provider, *, now: datetime) -> bytes:
    """Booked visits. It says when and which request, and nothing of whom or what for: others see calendars, too."""
    calendar = Calendar()
    calendar.add("prodid", "-//Caarisma//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    visits = Visit.objects.filter(provider=provider, booked=True, ends__gt=now - PAST_SHOWN)
    for visit in visits.select_related("request").order_by("starts"):
        calendar.add_component(_event(visit))
    return calendar.to_ical()


def _event(visit: Visit) -> Event:
    event, reference = Event(), visit.request.reference
    event.add("uid", f"{visit.uid}-clinic@{DOMAIN}")
    event.add("dtstamp", visit.stamped_at.astimezone(UTC))
    event.add("sequence", visit.sequence)
    event.add("dtstart", visit.starts.astimezone(UTC))
    event.add("dtend", visit.ends.astimezone(UTC))
    event.add("summary", f"Visit {reference}")
    event.add("description", inbox_page(reference, language="en"))
    event.add("class", "PRIVATE")
    return event


def busy_times(provider: Provider, *, now: datetime) -> list[tuple[datetime, datetime]]:
    """From other calendars and from visits that are booked, merged, within the days that are looked at."""
    last = now + timedelta(days=DAYS_AHEAD + 1)
    told = BusyTime.objects.filter(source__provider=provider, ends__gt=now, starts__lt=last)
    booked = Visit.objects.filter(provider=provider, booked=True, ends__gt=now, starts__lt=last)
    return merged([*told.values_list("starts", "ends"), *booked.values_list("starts", "ends")])


def free_time(place: PracticeLocation, *, now: datetime) -> datetime | None:
    """The first that the clinic's hours, days off, visits and other calendars leave. None for who gave no calendar:
    what we do not know is not proposed."""
    if not place.provider.busy_sources.filter(read_at__isnull=False).exists():
        return None
    hours: dict[int, list[tuple[time, time]]] = {}
    for span in place.hours.all():
        hours.setdefault(span.weekday, []).append((span.opens, span.closes))
    works_on = calendar_of(place).works_on
    return next_free(hours, works_on, busy_times(place.provider, now=now), zone=place.time_zone, now=now)
