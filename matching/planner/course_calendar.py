"""The sessions of a plan for people's own calendars (RFC 5545).

Who changes a plan and takes the file again wants the entries moved, not doubled. A calendar knows an entry by its UID,
so session n of a course has the same one whatever else changes; only another first day makes another plan.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from matching.planner.course_plan import CourseQuery
from treatments.planning import Course, Session

# Never change these: the entries in people's calendars would no longer be found.
UIDS: Final = UUID("7d1c7a2e-3f0b-4b0e-9a55-6a1f0c9f4a27")
SEQUENCE_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
SESSION_LASTS: Final = timedelta(hours=1)  # a place in the day; the clinic says how long


def course_calendar(course: Course, asked: CourseQuery, *, now: datetime) -> bytes:
    """One entry a session. No word in it tells what the sessions are for: others see a calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Caarisma//Sessions//EN")
    calendar.add("version", "2.0")
    for session in course.sessions:
        calendar.add_component(_event(session, of=len(course.sessions), asked=asked, now=now))
    if asked.at is not None:
        calendar.add_missing_timezones(first_date=course.first, last_date=course.last + timedelta(days=1))
    return calendar.to_ical()


def _event(session: Session, *, of: int, asked: CourseQuery, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid5(UIDS, f"start={asked.start.isoformat()}#{session.number}")))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int((now - SEQUENCE_FROM).total_seconds() // 60))  # nothing is kept to count up from
    event.add("summary", _("Session %(number)s of %(all)s") % {"number": session.number, "all": of})
    if asked.at is None:
        _all_day(event, session.day)
    else:
        # By the clock on the clinic's wall, so a session stays at 2:30 PM when the clocks change.
        event.add("dtstart", datetime.combine(session.day, asked.at, tzinfo=ZoneInfo(asked.zone)))
        event.add("duration", SESSION_LASTS)
    return event


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))  # the end is not included
    event.add("transp", "TRANSPARENT")  # an entry without a time blocks nobody's day
