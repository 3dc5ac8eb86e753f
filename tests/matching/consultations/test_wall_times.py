"""A wall time must exist exactly once. The table of the design paper, section 4."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from matching.consultations.errors import TimeRefused
from matching.consultations.rules.wall_times import WallTime, are_apart, at_wall, check_time, instant
from matching.consultations.rules.zone_words import zone_words
from providers.directory.us import TIME_ZONES

NEW_YORK, CHICAGO = "America/New_York", "America/Chicago"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        (date(2027, 3, 14), time(2, 30), "America/Phoenix", "2027-03-14T09:30"),
        (date(2028, 2, 29), time(10), CHICAGO, "2028-02-29T16:00"),
        (date(2026, 11, 1), time(10), NEW_YORK, "2026-11-01T15:00"),
        (date(2027, 3, 12), time(9), NEW_YORK, "2027-03-12T14:00"),
        (date(2027, 3, 15), time(9), NEW_YORK, "2027-03-15T13:00"),
        (date(2026, 7, 1), time(14, 30), "Pacific/Guam", "2026-07-01T04:30"),
    ],
)
def test_a_wall_time_is_one_instant(day, at, zone, expected):
    assert instant(day, at, zone) == utc(expected)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2027, 3, 14), date(2028, 3, 12)])
@pytest.mark.parametrize("zone", [NEW_YORK, CHICAGO, "America/Denver", "America/Los_Angeles", "America/Anchorage"])
def test_the_skipped_hour_is_refused_with_the_times_beside_it(day, zone):
    with pytest.raises(TimeRefused, match="Choose 1:55 AM or 3:00 AM"):
        instant(day, time(2, 30), zone)


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2027, 11, 7), date(2028, 11, 5)])
@pytest.mark.parametrize("zone", [NEW_YORK, CHICAGO, "America/Los_Angeles"])
def test_the_hour_that_comes_twice_is_refused(day, zone):
    with pytest.raises(TimeRefused, match="comes twice"):
        instant(day, time(1, 30), zone)


@pytest.mark.parametrize("zone", ["America/Phoenix", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Pago_Pago"])
def test_where_clocks_do_not_change_every_hour_exists(zone):
    assert instant(date(2027, 3, 14), time(2, 30), zone)
    assert instant(date(2026, 11, 1), time(1, 30), zone)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
@pytest.mark.parametrize("zone", TIME_ZONES)
def test_every_minute_of_a_day_of_change_is_one_instant_or_refused(zone, day):
    """Against the round trip, which finds gaps and folds by itself."""
    for minute in range(0, 24 * 60, 15):
        at = time(minute // 60, minute % 60)
        local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
        both = {one.astimezone(UTC) for one in (local, local.replace(fold=1))}
        try:
            assert {instant(day, at, zone)} == both
        except TimeRefused:
            assert len(both) == 2


def test_the_day_before_is_the_day_before_by_the_clinics_clock():
    assert at_wall(date(2026, 10, 31), time(10), NEW_YORK) == utc("2026-10-31T14:00")


@pytest.mark.parametrize(
    ("ahead", "minutes", "words"),
    [
        (timedelta(minutes=-1), 45, "past"),
        (timedelta(minutes=59), 45, "too soon"),
        (timedelta(days=181), 45, "too far"),
        (timedelta(days=7), 10, "15 minutes"),
        (timedelta(days=7), 485, "8 hours"),
    ],
)
def test_what_cannot_be_offered_is_refused_in_words(ahead, minutes, words):
    now = utc("2026-11-24T17:00")
    local = (now + ahead).astimezone(ZoneInfo(NEW_YORK))
    wall = WallTime(local.date(), time(local.hour, local.minute // 5 * 5), NEW_YORK, minutes)
    with pytest.raises(TimeRefused, match=words):
        check_time(wall, now=now)


def test_the_last_day_is_the_180th():
    now = utc("2026-11-24T17:00")
    check_time(WallTime(date(2027, 5, 23), time(16), NEW_YORK), now=now)
    with pytest.raises(TimeRefused, match="May 23, 2027"):
        check_time(WallTime(date(2027, 5, 24), time(8), NEW_YORK), now=now)


def test_back_to_back_is_apart_and_one_minute_over_is_not():
    day = date(2026, 12, 8)
    assert are_apart([WallTime(day, time(10, 45), NEW_YORK), WallTime(day, time(10), NEW_YORK)])
    assert not are_apart([WallTime(day, time(10, 40), NEW_YORK), WallTime(day, time(10), NEW_YORK)])


@pytest.mark.parametrize("zone", TIME_ZONES)
def test_the_words_for_a_zone_are_true(zone):
    """Whoever is called the same shows the same clock, in winter and in summer."""
    models = {
        "Eastern time": NEW_YORK, "Central time": CHICAGO, "Mountain time": "America/Denver",
        "Pacific time": "America/Los_Angeles", "Arizona time": "America/Phoenix", "Alaska time": "America/Anchorage",
        "Hawaii-Aleutian time": "America/Adak", "Hawaii time": "Pacific/Honolulu", "Guam time": "Pacific/Guam",
        "Atlantic time": "America/Puerto_Rico", "Samoa time": "Pacific/Pago_Pago",
    }  # fmt: skip
    for instant_ in (utc("2026-12-08T12:00"), utc("2026-07-08T12:00")):
        model = instant_.astimezone(ZoneInfo(models[zone_words(zone)]))
        assert instant_.astimezone(ZoneInfo(zone)).utcoffset() == model.utcoffset()
