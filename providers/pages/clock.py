"""Whether a clinic is open, by its own clock and its weekly hours. Of holidays nobody knows anything."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from django.utils.dateformat import time_format
from django.utils.translation import gettext as _

from providers.directory.enums import Weekday
from providers.directory.models import WeeklyHours

A_WEEK: Final = 7

Span = tuple[time, time]


def open_words(hours: Iterable[WeeklyHours], *, local: datetime) -> str:
    """ "open until 8 PM", "opens tomorrow at 9 AM"; "" for who gave no hours. `local`: the moment at the clinic."""
    week = {day: _spans(hour for hour in hours if hour.weekday == day) for day in range(A_WEEK)}
    today, now = local.weekday(), local.time()
    for opens, closes in week[today]:
        if opens <= now < closes:
            return _("open until %(time)s") % {"time": _hour(closes)}
        if now < opens:
            return _("opens at %(time)s") % {"time": _hour(opens)}
    for ahead in range(1, A_WEEK + 1):
        if spans := week[(today + ahead) % A_WEEK]:
            return _opens_later(ahead, (today + ahead) % A_WEEK, spans[0][0])
    return ""


def _opens_later(ahead: int, day: int, opens: time) -> str:
    words = {"day": Weekday(day).label, "time": _hour(opens)}
    if ahead == 1:
        return _("opens tomorrow at %(time)s") % words
    if ahead == A_WEEK:  # open once a week, and not any more today
        return _("opens next %(day)s at %(time)s") % words
    return _("opens %(day)s at %(time)s") % words


def _spans(hours: Iterable[WeeklyHours]) -> list[Span]:
    """In order; what overlaps or touches is one."""
    joined: list[Span] = []
    for opens, closes in sorted((hour.opens, hour.closes) for hour in hours):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined


def _hour(at: time) -> str:
    """ "8 PM", "8:30 PM": short, as it stands on a button."""
    return time_format(at, "g:i A" if at.minute else "g A")
