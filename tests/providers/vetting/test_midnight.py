"""A license ends at midnight at the clinic, in its own time zone, with no job; and a decision holds from its moment."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.screening.enums import CheckKind
from providers.screening.rules.case_rules import Block
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import approve_case, blockers_of
from tests.factories.providers import make_user
from tests.providers.vetting.cases import board_says_active, case_in_review, case_ready, make_clinic, pass_check

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

LAST_DAY = date(2026, 11, 30)
ZONES = ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu"]


@pytest.mark.parametrize("zone", ZONES)
def test_approved_at_the_desk_a_license_carries_to_its_midnight_at_the_clinic(now, zone):
    ana = make_user(is_staff=True)
    location = make_clinic()
    PracticeLocation.objects.filter(pk=location.pk).update(time_zone=zone)
    case = case_in_review(location, by=ana, now=now)
    board_says_active(case, by=ana, now=now, until=LAST_DAY)
    for kind in EVERYONE:
        pass_check(case, kind, by=ana, now=now)
    approve_case(case_id=case.pk, by=ana, now=now)
    midnight = datetime(2026, 12, 1, tzinfo=ZoneInfo(zone))

    def listed(at: datetime) -> bool:
        return listed_places(on=at).filter(pk=location.pk).exists()

    assert (listed(now), listed(midnight - timedelta(seconds=1)), listed(midnight)) == (True, True, False)


@pytest.mark.parametrize("zone", ZONES)
def test_the_desk_judges_by_the_clinics_day(now, zone):
    """One second before midnight at the clinic the insurance still counts; at midnight it stands against approval."""
    ana = make_user(is_staff=True)
    location = make_clinic()
    PracticeLocation.objects.filter(pk=location.pk).update(time_zone=zone)
    case = case_ready(location, by=ana, now=now)
    case.checks.filter(kind=CheckKind.INSURANCE).update(good_until=LAST_DAY)
    midnight = datetime(2026, 12, 1, 0, 0, tzinfo=ZoneInfo(zone))

    def blocked(at: datetime) -> bool:
        return any(blocker.block == Block.RAN_OUT for blocker in blockers_of(case, now=at))

    assert (blocked(midnight - timedelta(seconds=1)), blocked(midnight)) == (False, True)
