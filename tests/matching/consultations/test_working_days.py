"""When a clinic owes an answer. The table of the design paper, section 4."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from matching.consultations.rules.working_days import ClinicCalendar

NEW_YORK, LOS_ANGELES, CHICAGO = "America/New_York", "America/Los_Angeles", "America/Chicago"


@pytest.mark.parametrize(
    ("sent", "zone", "due"),
    [
        ("2026-11-24 13:00", NEW_YORK, "2026-11-27 17:00"),  # Thanksgiving does not count
        ("2026-11-25 18:00", NEW_YORK, "2026-12-01 17:00"),  # after closing
        ("2026-11-27 18:00", LOS_ANGELES, "2026-12-02 17:00"),
        ("2027-03-12 12:00", NEW_YORK, "2027-03-16 17:00"),  # across the change of clocks
        ("2026-12-23 14:00", CHICAGO, "2026-12-28 17:00"),  # Christmas
        ("2027-12-22 14:00", CHICAGO, "2027-12-27 17:00"),  # Dec 24, 2027 is the observed holiday
        ("2026-11-28 10:00", NEW_YORK, "2026-12-02 17:00"),  # a Saturday counts from Monday
        ("2026-11-24 17:00", NEW_YORK, "2026-11-30 17:00"),  # closing time itself is after closing
    ],
)
def test_two_working_days_by_the_clinics_calendar(sent, zone, due):
    calendar = ClinicCalendar(zone=zone)
    at = datetime.fromisoformat(sent).replace(tzinfo=ZoneInfo(zone))

    assert calendar.due(at.astimezone(UTC), days=2).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") == due


def test_its_own_weekdays_and_closing_times_count():
    hours = {1: (time(10), time(18)), 3: (time(10), time(18)), 5: (time(9), time(13))}
    calendar = ClinicCalendar(zone=NEW_YORK, hours=hours)
    sent = datetime(2026, 12, 1, 11, tzinfo=ZoneInfo(NEW_YORK))  # a Tuesday

    assert calendar.due(sent, days=2) == datetime(2026, 12, 5, 13, tzinfo=ZoneInfo(NEW_YORK))


def test_days_off_and_holidays_on_which_it_works():
    sent = datetime(2026, 11, 24, 13, tzinfo=ZoneInfo(NEW_YORK))
    off = ClinicCalendar(zone=NEW_YORK, days_off=[date(2026, 11, 25), date(2026, 11, 27)])
    working = ClinicCalendar(zone=NEW_YORK, open_on=[date(2026, 11, 26)])

    assert off.due(sent, days=2).date() == date(2026, 12, 1)
    assert working.due(sent, days=2).date() == date(2026, 11, 26)


def test_a_clinic_that_is_never_open_keeps_nobody_looking():
    calendar = ClinicCalendar(zone=NEW_YORK, hours={})

    assert calendar.due(datetime(2026, 11, 24, 13, tzinfo=UTC), days=2)
