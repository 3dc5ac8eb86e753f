"""What people type into a text field, read the way they write it. Pure; None means: not understood, ask again.

Only what has one meaning is taken. "1,50" may be 1.50 or 150, and "Dec 1" has no year: both are asked about.
"""

import re
import unicodedata
from datetime import date, time
from typing import Final

# "250", "$1,500", "250.00"
WHOLE_DOLLARS: Final = re.compile(r"\$? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0{0,2})?")

ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
US_DATE: Final = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
MONTH_FIRST: Final = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
DAY_FIRST: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? (?:de )?([a-z]+)\.?,? (?:de )?([0-9]{4})")

CLOCK_TIME: Final = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(?: ?([ap])\.? ?m?\.?)?")

MONTHS: Final = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)


def whole_dollars(typed: str) -> int | None:
    """An amount without cents: 1500 for "$1,500" and "1500.00"."""
    match = WHOLE_DOLLARS.fullmatch(typed.strip())
    return int(match[1].replace(",", "")) if match else None


def calendar_date(typed: str) -> date | None:
    """A day with its year: "2026-12-01", "12/01/2026" (month first, as in the United States), "Dec 1, 2026"."""
    text = _plain(typed)
    if match := ISO_DATE.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := US_DATE.fullmatch(text):
        return _date(int(match[3]), int(match[1]), int(match[2]))
    if match := MONTH_FIRST.fullmatch(text):
        return _date(int(match[3]), _month(match[1]), int(match[2]))
    if match := DAY_FIRST.fullmatch(text):
        return _date(int(match[3]), _month(match[2]), int(match[1]))
    return None


def clock_time(typed: str) -> time | None:
    """A time of day: "2:30 PM", "2 pm", "14:30", "09:00". "2" and "2:30" may be day or night, and are asked about."""
    match = CLOCK_TIME.fullmatch(_plain(typed))
    if match is None:
        return None
    hours, minutes, half = match.groups()
    hour, minute = int(hours), int(minutes or 0)
    if half is None and (minutes is None or len(hours) == 1):
        return None
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _plain(typed: str) -> str:
    """Small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", typed)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).lower().split())


def _month(name: str) -> int:
    """1 to 12 for a month's name or its first three or four letters, in English or Spanish; 0 for anything else."""
    for number, names in enumerate(MONTHS, 1):
        if name in names or (len(name) in (3, 4) and any(full.startswith(name) for full in names)):
            return number
    return 0


def _date(year: int, month: int, day: int) -> date | None:
    """None for a day that the calendar does not have, like February 30."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
