"""The file for people's calendars: read back, it holds the plan's days and no word of what they are for."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.matching.planner.planner_pages import ICS, URL, calendar, make_least_catalog, starts
from treatments.enums import ClaimStatus
from treatments.models import Claim

pytestmark = pytest.mark.django_db

DAY = "2027-02-22"  # the clocks change on March 14


@pytest.fixture(autouse=True)
def _catalog():
    make_least_catalog()


def test_there_is_one_entry_a_session_for_the_whole_day(client):
    found = calendar(client, start=DAY)

    days = [date(2027, 2, 22) + timedelta(days=7 * week) for week in range(6)]
    assert starts(found) == days
    assert [event.decoded("dtend") for event in found.walk("VEVENT")] == [day + timedelta(days=1) for day in days]
    assert not found.walk("VTIMEZONE")


def test_days_off_are_kept(client):
    found = calendar(client, start=DAY, off=["mon"], away="2027-03-02")

    assert starts(found)[:2] == [date(2027, 2, 23), date(2027, 3, 3)]


@pytest.mark.parametrize(
    ("zone", "before", "after"), [("America/New_York", -5, -4), ("America/Phoenix", -7, -7), ("Pacific/Guam", 10, 10)]
)
def test_a_time_is_the_clock_at_the_clinic_also_after_it_changes(client, zone, before, after):
    found = calendar(client, start=DAY, at="2:30 PM", zone=zone)

    begin = starts(found)
    assert {start.time() for start in begin} == {time(14, 30)}
    assert begin[0] == datetime(2027, 2, 22, 14, 30, tzinfo=ZoneInfo(zone))
    assert begin[0].utcoffset() == timedelta(hours=before)
    assert begin[3].utcoffset() == timedelta(hours=after)
    assert [zone["tzid"] for zone in found.walk("VTIMEZONE")] == [zone]
    assert {event.decoded("duration") for event in found.walk("VEVENT")} == {timedelta(hours=1)}


def entries(client, **typed) -> dict[str, str]:
    """UID of each session's entry -> its day."""
    return {str(event["uid"]): str(event.decoded("dtstart")) for event in calendar(client, **typed).walk("VEVENT")}


def test_the_same_plan_has_the_same_entries_on_another_day_and_they_are_newer(client, time_machine, now):
    first = calendar(client, start=DAY, at="9:00 AM", zone="America/Denver").walk("VEVENT")
    time_machine.move_to(now + timedelta(minutes=1), tick=False)

    later = calendar(client, start=DAY, at="09:00", zone="America/Denver").walk("VEVENT")

    for before, after in zip(first, later, strict=True):
        assert (before["uid"], before.decoded("dtstart")) == (after["uid"], after.decoded("dtstart"))
        assert before["sequence"] < after["sequence"] < 2**31
        assert before.decoded("dtstamp") < after.decoded("dtstamp") == now + timedelta(minutes=1)


@pytest.mark.parametrize(
    "change",
    [
        *({"price": "300", "areas": "2", "fee": "50", "zip": "94612"}, {"at": "2:30 PM", "zone": "America/Denver"}),
        *({"off": "sun"}, {"away": "2027-03-01"}),
    ],
)
def test_a_changed_plan_moves_its_entries_and_doubles_none(client, change):
    assert set(entries(client, start=DAY, **change)) == set(entries(client, start=DAY))


def test_one_session_more_is_one_entry_more(client):
    eight, nine = (entries(client, start="2026-12-01", areas=1, sessions=count) for count in (8, 9))

    assert len(nine) == 9
    assert nine.items() > eight.items()


def test_a_plan_with_another_first_day_has_other_entries(client):
    assert not set(entries(client, start=DAY)) & set(entries(client, start="2027-02-23"))


def test_no_entry_tells_what_it_is_for(client):
    found = calendar(client, start=DAY, at="9 AM", zone="America/Denver")

    assert [str(event["summary"]) for event in found.walk("VEVENT")] == [f"Session {n} of 6" for n in range(1, 7)]
    assert {name for event in found.walk("VEVENT") for name in event} == {
        *("SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "SEQUENCE"),
    }


def test_it_comes_as_a_file_that_no_cache_keeps(client):
    response = client.get(ICS, {"start": DAY})

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="sessions.ics"'
    assert response.headers["Cache-Control"] == "no-store, private"
    assert b"\r\n" in response.content


def test_what_the_form_would_refuse_goes_back_to_the_form(client):
    response = client.get(ICS, {"start": "soon", "price": "200"})

    assert (response.status_code, response.headers["Location"]) == (302, f"{URL}?start=soon&price=200")


def test_while_the_days_are_being_checked_there_is_no_file(client):
    Claim.objects.filter(slug="course-rest").update(status=ClaimStatus.HELD, why="Being checked")

    assert client.get(ICS, {"start": DAY}).status_code == 302
