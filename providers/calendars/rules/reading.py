"""From a calendar file (RFC 5545) to the times at which somebody is busy. Pure.

Lines that say what, where or with whom are dropped before anything is parsed: we do not want to know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar

from providers.calendars.enums import Trouble
from providers.calendars.rules.repeating import NotRead, repeats_of
from providers.calendars.rules.spans import Span, merged

MOST_ENTRIES: Final = 3_000
MOST_TIMES: Final = 4_000
# Of an entry; all lines of zones are kept.
NEEDED: Final = {
    *("BEGIN", "END", "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"),
    *("STATUS", "TRANSP"),
}
NAME: Final = re.compile(r"[A-Za-z-]+")
DAY: Final = timedelta(days=1)
Entry = Any  # an icalendar.Event: what its parts are typed as, a file decides


class CalendarRefused(Exception):
    """Not a calendar, or more of one than we read."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class BusyRead:
    """`skipped`: entries that repeat in a way that we do not read."""

    times: list[Span]
    skipped: int


def read_busy(content: bytes, *, zone: str, first: datetime, last: datetime) -> BusyRead:
    """What lies between `first` and `last`. `zone`: of times that name none. CalendarRefused."""
    lines = list(_kept(content.decode("utf-8-sig", errors="replace")))
    if sum(line.upper() == "BEGIN:VEVENT" for line in lines) > MOST_ENTRIES:
        raise CalendarRefused(Trouble.MANY)
    try:
        calendars = Calendar.from_ical("\r\n".join(lines), multiple=True)
        events: list[Entry] = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        raise CalendarRefused(Trouble.UNREADABLE) from None
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise CalendarRefused(Trouble.UNREADABLE)
    return _busy(events, ZoneInfo(zone), first, last)


def _kept(text: str) -> Iterator[str]:
    """Unfolded, and without what we do not want to know."""
    in_zone = False
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        match = NAME.match(line)
        name = match[0].upper() if match else ""
        within = line.upper().split(":", 1)[-1]
        in_zone = (in_zone or (name == "BEGIN" and within == "VTIMEZONE")) and not (
            name == "END" and within == "VTIMEZONE"
        )
        if in_zone or name in NEEDED:
            yield line.strip()


def _busy(events: list[Entry], clock: ZoneInfo, first: datetime, last: datetime) -> BusyRead:
    found: list[Span] = []
    skipped, moved = 0, _moved(events, clock)
    for event in events:
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            continue
        try:
            found += _spans(event, clock, first, last, moved.get(str(event.get("UID", "")), frozenset()))
        except (NotRead, ValueError, TypeError, AttributeError, OverflowError, KeyError, IndexError):
            skipped += 1
        if len(found) > MOST_TIMES:
            found = merged(found)
            if len(found) > MOST_TIMES:
                raise CalendarRefused(Trouble.MANY)
    return BusyRead(merged(found), skipped)


def _moved(events: list[Entry], clock: ZoneInfo) -> dict[str, frozenset[datetime]]:
    """Repeats that another entry of the same UID stands for, or cancels."""
    moved: dict[str, frozenset[datetime]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            uid = str(event.get("UID", ""))
            try:
                moved[uid] = moved.get(uid, frozenset()) | {_instant(event["RECURRENCE-ID"].dt, clock)}
            except (ValueError, AttributeError, OverflowError):
                continue
    return moved


def _spans(
    event: Entry, clock: ZoneInfo, first: datetime, last: datetime, moved: frozenset[datetime]
) -> Iterator[Span]:
    start = event["DTSTART"].dt
    lasts = _lasts(event, start, clock)
    if lasts <= timedelta(0) or lasts > 400 * DAY:
        return
    gone = moved | set(_dates(event.get("EXDATE"), clock)) if "RECURRENCE-ID" not in event else frozenset()
    for at in _starts(event, start, clock, first - lasts, last):
        if at not in gone and at < last and at + lasts > first:
            yield max(at, first), min(at + lasts, last)


def _starts(
    event: Entry, start: date | datetime, clock: ZoneInfo, first: datetime, last: datetime
) -> Iterator[datetime]:
    yield from _dates(event.get("RDATE"), clock)
    if "RRULE" not in event or "RECURRENCE-ID" in event:
        yield _instant(start, clock)
        return
    if isinstance(event["RRULE"], list):
        raise NotRead
    repeats, own = repeats_of(event["RRULE"]), _wall(start, clock)
    days = repeats.days_between(own.date(), (first - DAY).date(), (last + DAY).date())
    for day in days:
        at = datetime.combine(day, own.time(), tzinfo=own.tzinfo).astimezone(UTC)
        if repeats.until is None or at <= _end(repeats.until, clock):
            yield at


def _lasts(event: Entry, start: date | datetime, clock: ZoneInfo) -> timedelta:
    if "DTEND" in event:
        return _instant(event["DTEND"].dt, clock) - _instant(start, clock)
    if "DURATION" in event:
        lasts: timedelta = event["DURATION"].dt
        return lasts
    return timedelta(0) if isinstance(start, datetime) else DAY


def _dates(listed: Any, clock: ZoneInfo) -> Iterable[datetime]:
    """Of EXDATE and RDATE, which may stand once or several times."""
    for one in listed if isinstance(listed, list) else [listed] if listed is not None else []:
        for value in one.dts:
            if not isinstance(value.dt, tuple):
                yield _instant(value.dt, clock)


def _wall(at: date | datetime, clock: ZoneInfo) -> datetime:
    """By its own clock: nine o'clock stays nine o'clock when the clocks change."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(0), tzinfo=clock)
    return at if at.tzinfo else at.replace(tzinfo=clock)


def _instant(at: date | datetime, clock: ZoneInfo) -> datetime:
    return _wall(at, clock).astimezone(UTC)


def _end(until: date | datetime, clock: ZoneInfo) -> datetime:
    """Its last day counts whole."""
    return (
        _instant(until, clock) if isinstance(until, datetime) else _instant(until, clock) + DAY - timedelta(seconds=1)
    )
