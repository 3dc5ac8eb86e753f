"""When a watch is mailed. Pure: instants in, instants out; days are those of the ZIP code or the clinic."""

from datetime import date, datetime, time, timedelta
from typing import Final

from matching.consultations.rules.wall_times import day_of, instant
from matching.watches.enums import HowOften

GATHER: Final = timedelta(minutes=30)  # what comes in that time goes in one mail
NINE: Final = time(9)
TUESDAY: Final = 1


def due_at(how_often: str, zone: str, *, mailed_at: datetime | None, now: datetime) -> datetime:
    """When news of now is told. At once: in half an hour, and at 9 AM of the next day for who had a mail today.
    Weekly: at 9 AM of the next Tuesday."""
    if how_often == HowOften.WEEKLY:
        return _next_tuesday(zone, now)
    soon = now + GATHER
    return nine_after(soon, zone) if is_mailed_today(mailed_at, zone, now=soon) else soon


def is_mailed_today(mailed_at: datetime | None, zone: str, *, now: datetime) -> bool:
    return mailed_at is not None and day_of(mailed_at, zone) >= day_of(now, zone)


def nine_after(now: datetime, zone: str) -> datetime:
    """9 AM of the next day."""
    return _nine(day_of(now, zone) + timedelta(days=1), zone)


def _next_tuesday(zone: str, now: datetime) -> datetime:
    today = day_of(now, zone)
    tuesday = today + timedelta(days=(TUESDAY - today.weekday()) % 7)
    at = _nine(tuesday, zone)
    return at if at > now else _nine(tuesday + timedelta(days=7), zone)


def _nine(day: date, zone: str) -> datetime:
    return instant(day, NINE, zone)
