"""Open or not, by the clinic's own clock."""

from datetime import datetime, time

import pytest

from providers.directory.models import WeeklyHours
from providers.pages.clock import open_words

MONDAY, TUESDAY, SATURDAY = 0, 1, 5
WEEK = [(MONDAY, 9, 12), (MONDAY, 13, 20), (TUESDAY, 9, 17), (SATURDAY, 9, 13)]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23 + day, hour, minute)  # a Monday


def hours(spans) -> list[WeeklyHours]:
    return [WeeklyHours(weekday=day, opens=time(opens), closes=time(closes)) for day, opens, closes in spans]


@pytest.mark.parametrize(
    ("local", "words"),
    [
        (at(MONDAY, 8, 59), "opens at 9 AM"),
        (at(MONDAY, 9), "open until 12 PM"),
        (at(MONDAY, 12), "opens at 1 PM"),
        (at(MONDAY, 19, 59), "open until 8 PM"),
        (at(MONDAY, 20), "opens tomorrow at 9 AM"),
        (at(TUESDAY, 18), "opens Saturday at 9 AM"),
        (at(SATURDAY, 13), "opens Monday at 9 AM"),
        (at(6, 23, 59), "opens tomorrow at 9 AM"),
    ],
)
def test_the_button_says_the_next_change(local, words):
    assert open_words(hours(WEEK), local=local) == words


def test_open_once_a_week_and_over_for_today_is_next_week():
    assert open_words(hours([(MONDAY, 9, 12)]), local=at(MONDAY, 15)) == "opens next Monday at 9 AM"


@pytest.mark.parametrize("spans", [[(0, 9, 12), (0, 12, 17)], [(0, 9, 14), (0, 11, 17)], [(0, 9, 17), (0, 10, 11)]])
def test_spans_that_touch_are_one(spans):
    assert open_words(hours(spans), local=at(MONDAY, 10, 30)) == "open until 5 PM"


def test_without_hours_nothing_is_said():
    assert open_words([], local=at(MONDAY, 9)) == ""


def test_half_hours_are_told():
    span = WeeklyHours(weekday=MONDAY, opens=time(9, 30), closes=time(17, 45))

    assert open_words([span], local=at(MONDAY, 10)) == "open until 5:45 PM"
