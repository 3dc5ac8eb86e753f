"""`listed` against the same rule written a second time in plain Python, over directories made at random.

Values lie close together (yesterday, today, tomorrow; a handful of states), so most draws are near an edge.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from providers.enums import CaseStatus, CheckKind, CheckResult, ExclusionTier, LicenseStatus, Profession
from providers.models import ExclusionHit, License, PracticeLocation, ScreeningCheck
from tests.factories.providers import (
    cleared_by_two,
    make_exclusion,
    make_license,
    make_location,
    make_offering,
    make_provider,
    make_screening,
)
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

ZONES = ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Guam"]
PROVIDERS = 40


def near(rng: Random, day: date) -> date:
    return day + timedelta(days=rng.choice([-400, -1, 0, 0, 1, 1, 2, 400, 400, 400]))


def mostly(rng: Random, usual: object, *others: object) -> object:
    return usual if rng.random() < 0.9 else rng.choice(others)


def build_directory(rng: Random, now: datetime) -> None:
    today = now.date()
    services = [make_area_concern("face"), make_area_concern("neck"), make_area_concern("scalp", "hair-loss")]
    type(services[2]).objects.filter(pk=services[2].pk).update(is_active=False)
    for _ in range(PROVIDERS):
        provider = make_provider(
            npi_deactivated_on=mostly(rng, None, today),
            profession=rng.choice([Profession.NURSE_PRACTITIONER, Profession.REGISTERED_NURSE]),
        )
        for _ in range(rng.randint(1, 3)):
            add_license(rng, provider, today)
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            add_case(rng, provider, today)
        if rng.random() < 0.15:
            hit = make_exclusion(provider, now=now)
            if rng.random() < 0.5:
                weak = hit.pk % 2 and {"hides": False, "tier": ExclusionTier.NAME}
                changes = weak or cleared_by_two(now)
                ExclusionHit.objects.filter(pk=hit.pk).update(**changes)
        for _ in range(rng.randint(1, 2)):
            location = make_location(
                provider,
                state=rng.choice(["CA", "CA", "NV"]),
                time_zone=rng.choice(ZONES),
                is_active=mostly(rng, True, False),
                accepting_patients=rng.random() < 0.5,
            )
            for service in rng.sample(services, rng.choice([0, 1, 2, 3])):
                make_offering(location, service, is_active=mostly(rng, True, False))


def add_license(rng: Random, provider, today: date) -> License:
    status = mostly(rng, LicenseStatus.ACTIVE, *LicenseStatus.values)
    ends = near(rng, today) if status == LicenseStatus.ACTIVE or rng.random() < 0.5 else None
    return make_license(
        provider,
        state=rng.choice(["CA", "CA", "NV"]),
        status=status,
        expires_on=ends,
        profession=mostly(rng, provider.profession, Profession.REGISTERED_NURSE),
    )


def add_case(rng: Random, provider, today: date) -> None:
    first = today + timedelta(days=rng.choice([-300, -300, -1, 0, 1]))
    case = make_screening(provider, approved_from=first, approved_until=max(first, near(rng, today)))
    case.checks.update(good_until=today + timedelta(days=500))
    if rng.random() < 0.3:
        case.checks.filter(kind=rng.choice(CheckKind.values[:5])).update(good_until=near(rng, today))
    if rng.random() < 0.15:
        result = rng.choice([CheckResult.FAIL, CheckResult.UNABLE])
        case.checks.filter(kind=CheckKind.NPI).update(result=result, good_until=None)
    if rng.random() < 0.1:
        case.checks.all().delete()
    if rng.random() < 0.1:
        type(case).objects.filter(pk=case.pk).update(
            status=CaseStatus.SENT, approved_from=None, approved_until=None, decided_by=None, decided_at=None
        )


def may_be_seen(location: PracticeLocation, on: datetime) -> bool:
    """The rule, clause by clause, as a person would check it by hand."""
    provider = location.provider
    today = on.astimezone(ZoneInfo(location.time_zone)).date()
    return (
        location.is_active
        and provider.npi_deactivated_on is None
        and all(hit.cleared_at or not hit.hides for hit in provider.exclusion_hits.all())
        and any(offer.is_active and offer.area_concern.is_active for offer in location.offerings.all())
        and any(
            entry.status == LicenseStatus.ACTIVE
            and entry.state == location.state
            and entry.profession == provider.profession
            and entry.expires_on is not None
            and entry.expires_on >= today
            for entry in provider.licenses.all()
        )
        and any(case_holds(case, list(case.checks.all()), today) for case in provider.screening_cases.all())
    )


def case_holds(case, checks: list[ScreeningCheck], today: date) -> bool:
    return (
        case.status == CaseStatus.APPROVED
        and case.approved_from <= today <= case.approved_until
        and len(checks) > 0
        and all(check.result == CheckResult.PASS and check.good_until >= today for check in checks)
    )


@pytest.mark.parametrize("seed", range(8))
def test_sql_and_plain_python_list_the_same_places(seed):
    rng = Random(seed)
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    build_directory(rng, now)
    places = PracticeLocation.objects.select_related("provider").prefetch_related(
        "offerings__area_concern", "provider__licenses", "provider__exclusion_hits", "provider__screening_cases__checks"
    )

    seen = 0
    for hours in (-30, -7, 0, 5, 9, 14, 30):
        on = now + timedelta(hours=hours)
        by_hand = {place.pk for place in places if may_be_seen(place, on)}

        seen += len(by_hand)
        assert set(PracticeLocation.objects.listed(on=on).values_list("pk", flat=True)) == by_hand

    assert seen > 20, "a directory in which nobody may be seen compares nothing"
