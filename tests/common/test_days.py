"""Days and times are kept in words, and yet those of the language and of the clock that were asked for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from caarisma.common.days import day_in_words, time_in_words

NIGHT = datetime(2026, 12, 1, 5, 30, 59, tzinfo=UTC)


@pytest.mark.parametrize("form", ["DATE_FORMAT", "WEEKDAY_FORMAT", "MONTH_DAY_FORMAT"])
def test_a_day_is_told_as_django_tells_it_in_each_language(form):
    for language in ("en", "es", "en"):
        with override(language):
            assert day_in_words(date(2026, 12, 1), form) == date_format(date(2026, 12, 1), form)


def test_one_instant_is_another_day_and_time_on_each_clock():
    told = []
    for zone in ("UTC", "America/New_York", "America/Los_Angeles"):  # equal as instants, and of one hash
        local = NIGHT.astimezone(ZoneInfo(zone))
        told.append((day_in_words(local, "WEEKDAY_FORMAT"), time_in_words(local)))
        assert told[-1] == (date_format(local, "WEEKDAY_FORMAT"), date_format(local, "TIME_FORMAT"))
    assert told == [("Tue, Dec 1", "5:30 AM"), ("Tue, Dec 1", "12:30 AM"), ("Mon, Nov 30", "9:30 PM")]


def test_a_time_is_told_in_the_language_of_the_page():
    for language in ("en", "es", "en"):
        with override(language):
            assert time_in_words(NIGHT) == date_format(NIGHT, "TIME_FORMAT")
