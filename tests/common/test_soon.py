"""Days and times to come, said as people say them. What has two meanings is asked about, never guessed."""

from datetime import date, time

import pytest

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.soon import Halves, read_clock, read_day, read_moment, settle

SUNDAY = date(2026, 11, 29)
FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *("12/1", "12-1", "Dec 1", "december 1st", "1 Dec", "the 1st of December", "1 de diciembre", "1 dic"),
        *("Tue", "tuesday", "on Tuesday", "this Tuesday", "martes", "el martes", "Tue, Dec 1", "martes 1 de diciembre"),
        *("day after tomorrow", "pasado mañana", "12/1/2026", "Dec 1, 2026", "Tue 12/1", "Tuesday, 12/1", "12/1 (Tue)"),
        *("the 1st", "on the 1st", "1st", "el día 1"),
    ],
)
def test_the_first_such_day_from_today_on(typed):
    assert read_day(typed, today=SUNDAY) == FIRST


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", SUNDAY),
        ("hoy", SUNDAY),
        ("11/29", SUNDAY),
        ("mañana", date(2026, 11, 30)),
        ("Sunday", date(2026, 12, 6)),  # who means today says so
        ("11/28", date(2027, 11, 28)),
        ("1/12", date(2027, 1, 12)),
    ],
)
def test_what_is_over_this_year_is_meant_for_the_next(typed, day):
    assert read_day(typed, today=SUNDAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("next Tuesday", "soon", "12", "Dec", "13/12", "2/30", "Mon, Dec 1", "", "5 days", "32nd", "0th", "tonight"),
        *("Wed, Dec 1", "Wed 12/1"),  # that of the next year is a Wednesday
    ],
)
def test_what_has_two_meanings_or_none_is_asked_about(typed):
    with pytest.raises(UserFacingError):
        read_day(typed, today=SUNDAY)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("tomorrow 2 pm", (date(2026, 11, 30), time(14))),
        ("Tomorrow at 2:30 PM", (date(2026, 11, 30), time(14, 30))),
        ("mañana a las 14:30", (date(2026, 11, 30), time(14, 30))),
        ("12/1 9", (FIRST, Halves(9, 0))),
        ("Tue, 2 pm", (FIRST, time(14))),
        ("Dec 1, 2026 2pm", (FIRST, time(14))),
        ("Dec 1", (FIRST, None)),
        ("tue noon", (FIRST, time(12))),
        ("2 pm tomorrow", (date(2026, 11, 30), time(14))),
        ("at 2:30 PM on Dec 1", (FIRST, time(14, 30))),
        ("a las 2 de la tarde del 1 de diciembre", (FIRST, time(14))),
        ("12/1@2pm", (FIRST, time(14))),
        ("Tue 12/1 @ 2", (FIRST, Halves(2, 0))),
        ("12/1 - 2 pm", (FIRST, time(14))),
        ("2026-12-01T14:30", (FIRST, time(14, 30))),
        ("on the 1st at 2pm", (FIRST, time(14))),
        ("tmrw 2pm", (date(2026, 11, 30), time(14))),
        ("tommorow at 930", (date(2026, 11, 30), Halves(9, 30))),
        ("tomorrow morning at 9", (date(2026, 11, 30), time(9))),
        ("tomorrow evening 6 pm", (date(2026, 11, 30), time(18))),
        ("tonight at 7", (SUNDAY, time(19))),
        ("mañana por la tarde a las 4", (date(2026, 11, 30), time(16))),
        ("pasado mañana 9", (FIRST, Halves(9, 0))),
    ],
)
def test_a_day_with_its_time(typed, moment):
    assert read_moment(typed, today=SUNDAY) == moment


def test_of_a_bare_hour_the_half_that_can_be_is_meant_and_else_it_is_asked():
    nine = read_clock("9")

    assert settle(nine, can_be=lambda at: at < time(17)) == time(9)
    assert settle(read_clock("2:30"), can_be=lambda at: at > time(9)) == time(14, 30)
    assert settle(read_clock("12"), can_be=lambda at: at > time(9)) == time(12)
    with pytest.raises(UserFacingError, match="Is it 9 AM or 9 PM"):
        settle(nine, can_be=lambda _at: True)
    with pytest.raises(UserFacingError):
        read_clock("13")
