"""What ends today is good until midnight where the clinic is, on the days when clocks change, too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from providers.directory.models import PracticeLocation
from providers.directory.models.location import local_date
from providers.directory.us import TIME_ZONES
from providers.listing.listed import listed_places
from tests.factories.providers import make_listed_location, make_location, make_provider

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
ZONES = ["America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu", "Pacific/Guam"]
LAST_DAYS = [
    date(2026, 11, 24),
    date(2026, 11, 1),  # clocks go back: a day of 25 hours
    date(2026, 3, 8),  # clocks go forward: a day of 23 hours
    date(2026, 12, 31),
    date(2028, 2, 29),
]


def midnight_after(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_listed(location: PracticeLocation, on: datetime) -> bool:
    return listed_places(on=on).filter(pk=location.pk).exists()


def made(zone: str, around: date) -> PracticeLocation:
    """Listed for months around the day; a test then moves one end."""
    noon = datetime.combine(around, time(12), tzinfo=UTC)
    return make_listed_location(now=noon, time_zone=zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("last_day", LAST_DAYS)
def test_a_license_ends_at_midnight_at_the_clinic(zone, last_day):
    location = made(zone, last_day)
    location.provider.licenses.update(expires_on=last_day)
    midnight = midnight_after(last_day, zone)

    assert is_listed(location, midnight - SECOND)
    assert not is_listed(location, midnight)


@pytest.mark.parametrize("zone", ZONES)
def test_so_do_approval_and_checks(zone):
    last_day = LAST_DAYS[0]
    approval, check = made(zone, last_day), made(zone, last_day)
    approval.provider.screening_cases.update(approved_until=last_day)
    check.provider.screening_cases.get().checks.filter(kind="npi").update(good_until=last_day)
    midnight = midnight_after(last_day, zone)

    assert [is_listed(place, midnight - SECOND) for place in (approval, check)] == [True, True]
    assert [is_listed(place, midnight) for place in (approval, check)] == [False, False]


@pytest.mark.parametrize("zone", ZONES)
def test_an_approval_begins_at_midnight_at_the_clinic(zone):
    location = made(zone, LAST_DAYS[0])
    first_day = LAST_DAYS[0] + timedelta(days=1)
    location.provider.screening_cases.update(approved_from=first_day)
    midnight = midnight_after(LAST_DAYS[0], zone)

    assert not is_listed(location, midnight - SECOND)
    assert is_listed(location, midnight)


def test_at_one_instant_it_is_over_in_guam_and_not_in_honolulu():
    last_day = date(2026, 11, 24)
    places = {zone: made(zone, last_day) for zone in ZONES}
    for location in places.values():
        location.provider.licenses.update(expires_on=last_day)

    on = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)

    assert {zone for zone, location in places.items() if is_listed(location, on)} == {
        "America/Los_Angeles",
        "America/Phoenix",
        "Pacific/Honolulu",
    }


def test_the_zone_of_the_question_does_not_matter():
    location = made("America/Los_Angeles", date(2026, 11, 24))
    location.provider.licenses.update(expires_on=date(2026, 11, 24))
    in_tokyo = datetime(2026, 11, 25, 16, 59, 59, tzinfo=ZoneInfo("Asia/Tokyo"))  # one second to midnight in Oakland

    assert is_listed(location, in_tokyo)
    assert not is_listed(location, in_tokyo + SECOND)


def test_postgresql_and_python_agree_on_every_zone_a_clinic_may_have():
    """A zone that PostgreSQL did not know would fail the whole list, not one clinic."""
    provider = make_provider()
    for zone in TIME_ZONES:
        make_location(provider, time_zone=zone)
    instants = [datetime(2026, month, 1, hour, tzinfo=UTC) for month in (1, 7) for hour in (3, 9, 15, 21)]
    instants += [datetime(2026, month, day, hour, tzinfo=UTC) for month, day in ((3, 8), (11, 1)) for hour in range(24)]

    for on in instants:
        in_sql = dict(PracticeLocation.objects.annotate(day=local_date(on)).values_list("time_zone", "day"))
        assert in_sql == {zone: on.astimezone(ZoneInfo(zone)).date() for zone in TIME_ZONES}
