"""When a watch is mailed, by the calendar of its ZIP code."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.watches.enums import HowOften
from matching.watches.timing import due_at, is_mailed_today, nine_after

OAKLAND, GUAM = "America/Los_Angeles", "Pacific/Guam"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_at_once_waits_half_an_hour():
    now = at("2026-11-24T17:00")

    assert due_at(HowOften.AT_ONCE, OAKLAND, mailed_at=None, now=now) == now + timedelta(minutes=30)


def test_who_had_a_mail_today_gets_the_next_one_at_nine_tomorrow():
    now = at("2026-11-24T17:00")  # 9 AM in Oakland

    due = due_at(HowOften.AT_ONCE, OAKLAND, mailed_at=at("2026-11-24T08:30"), now=now)

    assert due == at("2026-11-25T17:00")


def test_a_mail_of_yesterday_by_its_own_calendar_does_not_count():
    now = at("2026-11-24T17:00")

    due = due_at(HowOften.AT_ONCE, OAKLAND, mailed_at=at("2026-11-24T07:30"), now=now)  # 11:30 PM on the 23rd

    assert due == now + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-11-24T16:59", OAKLAND, "2026-11-24T17:00"),  # a Tuesday, a minute before nine
        ("2026-11-24T17:00", OAKLAND, "2026-12-01T17:00"),
        ("2026-10-28T12:00", OAKLAND, "2026-11-03T17:00"),  # across the night on which clocks go back
        ("2026-11-23T22:59", GUAM, "2026-11-23T23:00"),  # it is Tuesday there
    ],
)
def test_weekly_is_tuesday_at_nine_of_the_zip_code(now, zone, due):
    assert due_at(HowOften.WEEKLY, zone, mailed_at=None, now=at(now)) == at(due)


def test_nine_of_the_next_day_is_nine_also_when_the_clocks_change():
    assert nine_after(at("2027-03-13T20:00"), OAKLAND) == at("2027-03-14T16:00")


def test_never_mailed_is_not_mailed_today():
    assert not is_mailed_today(None, OAKLAND, now=at("2026-11-24T17:00"))
