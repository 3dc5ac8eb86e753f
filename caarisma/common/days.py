"""Days and times in words. A page names the same few forty times, so each is put into words once a language."""

from datetime import date, datetime, time
from functools import lru_cache

from django.utils.formats import date_format, time_format
from django.utils.translation import get_language


def day_in_words(value: date, form: str) -> str:
    """As `date_format` writes it; of an instant the day on its own clock. `form` names no hours."""
    return _words(date(value.year, value.month, value.day), form, get_language())


@lru_cache(maxsize=2048)
def _words(value: date, form: str, _language: str | None) -> str:
    return date_format(value, form)


def time_in_words(value: datetime) -> str:
    """The time on its own clock, to the minute."""
    return _time(time(value.hour, value.minute), get_language())


@lru_cache(maxsize=2048)
def _time(value: time, _language: str | None) -> str:
    return time_format(value, "TIME_FORMAT")
