"""Reading the values of parameters. Each returns what it means or raises ValueError with plain words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from matching.directory_api.asking.terms import NearPoint, WordRange
from matching.directory_api.shapes.parts import folded

ID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SYSTEM: Final = r"[A-Za-z0-9:/._#-]{1,120}"  # as a file may ask for it; the parser takes what a query can hold
CODE: Final = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
LATITUDE: Final = r"-?(90(\.0{1,8})?|[1-8]?[0-9](\.[0-9]{1,8})?)"
LONGITUDE: Final = r"-?(180(\.0{1,8})?|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]{1,8})?)"
KILOMETERS: Final = r"(0\.[1-9][0-9]{0,2}|[1-9][0-9]?(\.[0-9]{1,3})?|1[0-9][0-9](\.[0-9]{1,3})?|200)"
MILES: Final = r"(0\.[1-9][0-9]{0,2}|[1-9][0-9]?(\.[0-9]{1,3})?|1[01][0-9](\.[0-9]{1,3})?|12[0-3])"
NEAR: Final = rf"{LATITUDE}\|{LONGITUDE}(\|({KILOMETERS}(\|(km)?)?|{MILES}\|(mi|\[mi_us\]))?)?"
NUMBER: Final = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,15})?")
KM_A_MILE: Final = 1.609344
UNITS: Final = {"": 1.0, "km": 1.0, "mi": KM_A_MILE, "[mi_us]": KM_A_MILE}
USUAL_KM, LEAST_KM, MOST_KM = 40.0, 0.1, 200.0

DATE: Final = (
    r"(eq|gt|ge|lt|le|sa|eb)?20[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8])"
    r"(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]))?)?)?"
)


class TooShort(ValueError):
    pass


def near(text: str) -> NearPoint:
    parts = text.split("|")
    if not 2 <= len(parts) <= 4:
        raise ValueError("near is latitude|longitude, then |distance and |unit if you like: 30.27|-97.74|25|mi")
    if not all(NUMBER.fullmatch(part) for part in parts[:2]):
        raise ValueError("Latitude and longitude are plain numbers: 30.2747|-97.7404")
    latitude, longitude = float(parts[0]), float(parts[1])
    if abs(latitude) > 90 and abs(latitude) <= 180 and abs(longitude) <= 90:
        raise ValueError("Latitude comes first. It looks as if the two were swapped")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("A latitude is from -90 to 90, a longitude from -180 to 180")
    distance, unit = [*parts[2:], "", ""][:2]
    return NearPoint(latitude, longitude, _kilometers(distance, unit))


def _kilometers(distance: str, unit: str) -> float:
    if unit not in UNITS:
        raise ValueError("The unit is km, mi or [mi_us]")
    if not distance:
        return USUAL_KM
    if not NUMBER.fullmatch(distance):
        raise ValueError("The distance is a plain number")
    kilometers = float(distance) * UNITS[unit]
    if not LEAST_KM <= kilometers <= MOST_KM:
        raise ValueError("The distance is from 0.1 to 200 km (124.2 miles)")
    return kilometers


def word(name: str, text: str, *, exact: bool, least: int = 2) -> tuple[WordRange, ...]:
    """What begins with the text, or a word in it; `exact`: with these words whole."""
    wanted = folded(text)
    if not wanted:
        raise ValueError("There are no letters in it")
    if len(wanted.replace(" ", "")) < least:
        raise TooShort("Give two letters or more")
    start = f"{name}:{wanted}"[:180]
    if exact:
        return WordRange(start, f"{start}\x01"), WordRange(f"{start} ", f"{start}!")
    return (WordRange(start, f"{start}\U0010ffff"),)


def bounds(text: str) -> tuple[datetime | None, datetime | None]:
    """From (in it) and to (not in it). A date is a day in UTC."""
    prefix, instant = (text[:2], text[2:]) if text[:2].isalpha() else ("eq", text)
    start, end = _span(instant)
    ranges: dict[str, tuple[datetime | None, datetime | None]] = {
        "eq": (start, end), "gt": (end, None), "sa": (end, None), "ge": (start, None), "lt": (None, start),
        "eb": (None, start), "le": (None, end),
    }  # fmt: skip
    if prefix not in ranges:
        raise ValueError("The prefixes are eq, gt, ge, lt, le, sa and eb")
    return ranges[prefix]


FORMS: Final = (
    (re.compile(r"[0-9]{4}"), "%Y"),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), "%Y-%m"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
)


def _span(text: str) -> tuple[datetime, datetime]:
    for form, written in FORMS:
        if form.fullmatch(text):
            start = _on_the_calendar(datetime.strptime, text, written).replace(tzinfo=UTC)
            return start, _next(start, written)
    return _moment(text)


def _next(start: datetime, written: str) -> datetime:
    if written == "%Y-%m-%d":
        return start + timedelta(days=1)
    later = start + timedelta(days=31 if written == "%Y-%m" else 366)
    return later.replace(day=1) if written == "%Y-%m" else later.replace(month=1, day=1)


def _on_the_calendar(read: Callable[..., datetime], *given: str) -> datetime:
    """In our own words: those of Python's errors are about its own formats."""
    try:
        return read(*given)
    except ValueError:
        raise ValueError("There is no such day or time") from None


MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
MILLISECOND: Final = timedelta(milliseconds=1)


def _moment(text: str) -> tuple[datetime, datetime]:
    """With seconds it is that millisecond, as we write ours; without, that minute. A blank before the zone was a plus
    sign that somebody did not escape."""
    text = text.replace(" ", "+")
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError("A date is like 2026-11-28, an instant like 2026-11-28T15:04:12.318Z, with its zone")
    at = _on_the_calendar(datetime.fromisoformat, text).astimezone(UTC)
    if found[2]:
        lasts = MILLISECOND
    elif found[1]:
        lasts = timedelta(seconds=1)
    else:
        lasts = timedelta(minutes=1)
    return at, at + lasts


def public_id(text: str) -> UUID:
    if not re.fullmatch(ID, text):
        raise ValueError("An id here has 36 characters: 0c5e7d9a-3b1f-4a68-b2f4-91d7e3c8a604")
    return UUID(text)


def exact_code(text: str, systems: tuple[str, ...]) -> tuple[str, ...]:
    """The code, with the system that was named: ("", code) for any."""
    system, bar, code = text.rpartition("|")
    if not re.fullmatch(CODE, code):
        raise ValueError("A code is code or system|code")
    if bar and system and system not in systems:
        return ()
    return (system, code)
