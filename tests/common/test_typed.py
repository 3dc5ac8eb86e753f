"""Amounts, days and times of day as people type them. What has two meanings is not guessed."""

from datetime import date, time

import pytest

from caarisma.common.typed import calendar_date, clock_time, whole_dollars


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [
        *(("250", 250), ("$1,500", 1500), (" $ 95 ", 95), ("250.00", 250), ("95.", 95), ("1,000,000", 1_000_000)),
        *(("1,50", None), ("250.50", None), ("-5", None), ("about 200", None), ("", None), ("٢٥٠", None)),
    ],
)
def test_amounts(typed, dollars):
    assert whole_dollars(typed) == dollars


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-12-01", "2026-12-1", "12/01/2026", "12/1/2026", "12-1-2026", "Dec 1 2026", "Dec 1, 2026"),
        *("december 1st, 2026", "Dec. 1, 2026", "1 Dec 2026", "1 de diciembre de 2026", "1 dic 2026"),
    ],
)
def test_days_in_the_ways_people_write_them(typed):
    assert calendar_date(typed) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "month"),
    [("Sept 3, 2026", 9), ("setiembre 3, 2026", 9), ("ene 3 2026", 1), ("mayo 3 2026", 5), ("marzo 3 2026", 3)],
)
def test_months_of_both_languages(typed, month):
    assert calendar_date(typed) == date(2026, month, 3)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "soon",
            "Dec 1",
            "12/1",
            "12/1/26",
            "13/01/2026",
            "2026-02-30",
            "Feb 29, 2027",
            "2026-13-01",
            "Juin 1 2026",
        ),
        *("Juin 1 2026", "0000-01-01", "٢٠٢٦-١٢-٠١", "1 2026", "de 1 2026"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_not_guessed(typed):
    assert calendar_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        *(("2:30 PM", time(14, 30)), ("2pm", time(14)), ("2 p.m.", time(14)), ("12 am", time(0)), ("12 PM", time(12))),
        *(("14:30", time(14, 30)), ("09:00", time(9)), ("9 a", time(9))),
    ],
)
def test_times_of_day(typed, at):
    assert clock_time(typed) == at


@pytest.mark.parametrize("typed", ["", "2", "2:30", "25:00", "14:60", "13 pm", "0 am", "noonish", "2:3 pm"])
def test_what_is_no_time_or_could_be_two_is_not_guessed(typed):
    assert clock_time(typed) is None
