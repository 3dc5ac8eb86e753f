"""From a calendar file (RFC 5545) to the times at which somebody is busy. Pure.

Lines that say what, where or with whom are dropped before anything is parsed: we do not want to know.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar.timezone import tzp

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
LISTS: Final = {"EXDATE", "RDATE"}
DAYS_AT_MOST: Final = re.compile(r":P(?:[0-9]D)?(?:T(?:[0-9]{1,2}[HMS]){0,3})?$", re.IGNORECASE)
NAME: Final = re.compile(r"[A-Za-z-]+")
ONE_FILE: Final = Lock()
DAY: Final = timedelta(days=1)
LONGEST: Final = 400 * DAY  # of what repeats
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
    lines = list(_without_the_past(_kept(content.decode("utf-8-sig", errors="replace")), first))
    if sum(line.upper() == "BEGIN:VEVENT" for line in lines) > MOST_ENTRIES:
        raise CalendarRefused(Trouble.MANY)
    try:
        with ONE_FILE:
            # The library keeps each zone that a file defines for all that come after: "Eastern Standard Time" of one
            # clinic's file, which may say anything, would be everybody's.
            tzp.use_default()
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
    # Only at the ends of lines that RFC 5545 knows: a title may have a line separator of Unicode in it.
    for line in re.split(r"[\r\n]+", re.sub(r"(?:\r\n|\n|\r)[ \t]", "", text)):
        match = NAME.match(line)
        name = match[0].upper() if match else ""
        within = line.upper().split(":", 1)[-1]
        in_zone = (in_zone or (name == "BEGIN" and within == "VTIMEZONE")) and not (
            name == "END" and within == "VTIMEZONE"
        )
        kept = line.strip()
        if name in LISTS:
            kept = kept.rstrip(",")
            if kept.endswith(":"):
                continue  # a list of nothing
        if in_zone or name in NEEDED:
            yield kept


def _without_the_past(lines: Iterable[str], first: datetime) -> Iterator[str]:
    """A feed has a clinic's whole history. What is over and never comes again is dropped before it is counted."""
    entry: list[str] = []
    for line in lines:
        begins = line.upper() == "BEGIN:VEVENT"
        if begins or entry:
            if begins:
                yield from entry
                entry = []
            entry.append(line)
            if line.upper() == "END:VEVENT":
                yield from () if _is_over(entry, f"{first - 20 * DAY:%Y%m%d}") else entry
                entry = []
        else:
            yield line
    yield from entry


def _is_over(entry: list[str], day: str) -> bool:
    """Whether it ends before this day (20261130) by what it says itself, in whatever zone."""
    said = {line[: match.end()].upper(): line for line in entry if (match := NAME.match(line))}
    lasts = said.get("DURATION", ":PT0S")
    if said.keys() & {"RRULE", "RDATE", "RECURRENCE-ID"} or not DAYS_AT_MOST.search(lasts):
        return False
    ends = re.search(r":([0-9]{8})(?:T[0-9]{6}Z?)?$", said.get("DTEND") or said.get("DTSTART", ""))
    return ends is not None and ends[1] < day


def _busy(events: list[Entry], clock: ZoneInfo, first: datetime, last: datetime) -> BusyRead:
    found: list[Span] = []
    skipped, moved = 0, _moved(events, clock)
    for event in events:
        if _word(event, "STATUS") in {"CANCELLED", "CANCELED"} or _word(event, "TRANSP") == "TRANSPARENT":
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


def _word(event: Entry, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _moved(events: list[Entry], clock: ZoneInfo) -> dict[str, frozenset[datetime]]:
    """Repeats that another entry of the same UID stands for, or cancels."""
    moved: dict[str, frozenset[datetime]] = {}
    for event in events:
        uid = str(event.get("UID", ""))
        if uid and "RECURRENCE-ID" in event:
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
    if lasts <= timedelta(0):
        return
    if lasts > LONGEST and "RRULE" in event:
        raise NotRead
    gone, days_gone = moved, frozenset[date]()
    if "RECURRENCE-ID" in event:
        gone = frozenset()
    else:
        out = list(_values(event.get("EXDATE")))
        gone = moved | {_instant(value, clock) for value in out}
        # Some write the bare day of a repeat that has a time.
        days_gone = frozenset(value for value in out if not isinstance(value, datetime))
    for at, ends in _stretches(event, start, lasts, clock, first, last):
        if at in gone or (days_gone and at.astimezone(_wall(start, clock).tzinfo).date() in days_gone):
            continue
        if at < last and ends > first:
            yield max(at, first), min(ends, last)


def _stretches(
    event: Entry, start: date | datetime, lasts: timedelta, clock: ZoneInfo, first: datetime, last: datetime
) -> Iterator[Span]:
    for value in _values(event.get("RDATE")):
        if isinstance(value, tuple):  # a period, with an end or a length of its own
            at = _instant(value[0], clock)
            yield at, at + value[1] if isinstance(value[1], timedelta) else _instant(value[1], clock)
        else:
            at = _instant(value, clock)
            yield at, at + lasts
    for at in _starts(event, start, clock, first - min(lasts, LONGEST) - DAY, last):
        if at >= last:
            continue
        if isinstance(start, datetime):
            yield at, at + lasts
        else:  # whole days by the clock on the wall: one of them has 23 hours, and one 25
            yield at, _instant(at.astimezone(clock).date() + lasts, clock)


def _starts(
    event: Entry, start: date | datetime, clock: ZoneInfo, first: datetime, last: datetime
) -> Iterator[datetime]:
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
    """Of whole days: how many. Some write the same day as its end."""
    lasts = timedelta(0)
    if "DTEND" in event:
        ends = event["DTEND"].dt
        both_days = not (isinstance(start, datetime) or isinstance(ends, datetime))
        lasts = ends - start if both_days else _instant(ends, clock) - _instant(start, clock)
    elif "DURATION" in event:
        lasts = event["DURATION"].dt
    return max(lasts, DAY) if not isinstance(start, datetime) and lasts >= timedelta(0) else lasts


def _values(listed: Any) -> Iterator[Any]:
    """Of EXDATE and RDATE, which may stand once or several times."""
    for one in listed if isinstance(listed, list) else [listed] if listed is not None else []:
        yield from (value.dt for value in one.dts)


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
