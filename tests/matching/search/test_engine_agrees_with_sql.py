"""Who is listed is defined twice: as the engine's gates and as SQL. On any directory, at any instant, both agree."""

import random
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection

from matching.engine import RELAXABLE, Candidate, failures
from matching.search.assembly import candidates_at, candidates_near, requirements_for
from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.directory.npi import npi_from_nine
from providers.directory.us import TIME_ZONES
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.models import ExclusionHit
from providers.listing.gate import admitted
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.rules.evidence import BY_CALL, BY_LIST, BY_MACHINE, BY_PAGE
from providers.screening.rules.required import EVERYONE
from tests.factories.matching import make_intake
from tests.factories.providers import OAKLAND, cleared_by_two, evidence_for, make_hold, make_staff, save_checks
from tests.factories.treatments import make_area_concern
from treatments.models import Concern

PROVIDERS = 150
STATES = ("CA", "NV", "OR")
INSTANT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # midnight lies within reach of every US zone
HOURS = (-31, -13, -5, -3, 0, 1, 2, 12, 24, 26)


@pytest.fixture(params=range(12))
def directory(request, db):
    """Random providers whose dates all lie within days of INSTANT: where the two definitions could part."""
    rng = random.Random(request.param)
    services = [make_area_concern("face", "fine-lines"), make_area_concern("neck", "fine-lines")]
    services[1].is_active = False
    services[1].save()
    fat_pads = make_area_concern("stomach", "fat-pads")
    Concern.objects.filter(slug="fat-pads").update(needs_fda_note=True)
    providers = [a_provider(rng, number) for number in range(PROVIDERS)]
    Provider.objects.bulk_create(providers)
    locations = [a_location(rng, provider) for provider in providers for _ in range(rng.choice((1, 1, 2)))]
    PracticeLocation.objects.bulk_create(locations)
    Offering.objects.bulk_create(
        Offering(location=location, area_concern=service, price_per_session=200, is_active=rng.random() < 0.9)
        for location in locations
        for service in services
        if rng.random() < 0.9
    )
    # Switched off or not, beside what is searched for: who offers fat pads alone is nobody's candidate here.
    Offering.objects.bulk_create(
        Offering(location=offering.location, area_concern=fat_pads, price_per_session=200, is_active=rng.random() < 0.5)
        for offering in Offering.objects.filter(area_concern=services[0], is_active=True).select_related("location")
        if rng.random() < 0.4
    )
    numbers = count()
    License.objects.bulk_create(
        a_license(rng, provider, next(numbers)) for provider in providers for _ in range(rng.choice((0, 1, 2, 3, 4)))
    )
    screen(rng, providers)
    ExclusionHit.objects.bulk_create(an_exclusion(rng, provider) for provider in providers if rng.random() < 0.15)
    for provider in providers:
        if rng.random() < 0.05:
            make_hold(provider, now=INSTANT, lifted=rng.random() < 0.3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or PostgreSQL plans for the empty tables that it saw before


def near(rng: random.Random):
    """A date at most three days from INSTANT."""
    return INSTANT.date() + timedelta(days=rng.randint(-3, 3))


def a_provider(rng, number) -> Provider:
    return Provider(
        npi=npi_from_nine(f"1{number:08d}"),
        slug=f"provider-{number}",
        profession=rng.choice(("md", "np", "pa")),
        npi_deactivated_on=near(rng) if rng.random() < 0.05 else None,
    )


def a_location(rng, provider) -> PracticeLocation:
    return PracticeLocation(
        provider=provider,
        state=rng.choice(STATES),
        zip_code="94612",
        latitude=OAKLAND[0] + rng.uniform(-0.5, 0.5),
        longitude=OAKLAND[1],
        time_zone=rng.choice(TIME_ZONES),
        is_active=rng.random() < 0.95,
        accepting_patients=rng.random() < 0.9,
        # by a generator of its own: it moves nothing else
        confirmed_on=INSTANT.date() - timedelta(days=random.Random(provider.npi).choice((*[0] * 12, 118, 119, 120))),
    )


def a_license(rng, provider, number) -> License:
    status = LicenseStatus.ACTIVE if rng.random() < 0.75 else rng.choice(LicenseStatus.values)
    dated = status == LicenseStatus.ACTIVE or rng.random() < 0.5
    return License(
        provider=provider,
        state=rng.choice(STATES),
        profession=provider.profession if rng.random() < 0.8 else "rn",
        number=str(number),
        status=status,
        expires_on=near(rng) if dated else None,
        verified_on=near(rng),
    )


def screen(rng, providers) -> None:
    staff = make_staff()
    cases = [a_case(rng, provider, staff) for provider in providers for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    ScreeningCase.objects.bulk_create(cases)
    save_checks([a_check(rng, case, kind) for case in cases for kind in kinds_on_record(rng, case)])


def kinds_on_record(rng, case) -> set[str]:
    """Mostly what is required; sometimes one less, sometimes some beyond it."""
    kinds = {*EVERYONE, *case.required}
    if rng.random() < 0.2:
        kinds.discard(rng.choice(CheckKind.values))
    return kinds | set(rng.sample(CheckKind.values, rng.choice((0, 0, 2))))


def a_case(rng, provider, staff) -> ScreeningCase:
    if rng.random() < 0.15:
        return ScreeningCase(
            provider=provider,
            status=CaseStatus.TURNED_DOWN,
            decided_by=staff,
            decided_at=INSTANT,
            decided_how="director",
        )
    first, last = sorted((near(rng), near(rng) + timedelta(days=rng.choice((0, 3)))))
    extra = {kind for kind in ("supervisor", "board", "products") if rng.random() < 0.6}
    basics = set(EVERYONE) if rng.random() < 0.9 else set(EVERYONE) - {rng.choice(EVERYONE)}
    return ScreeningCase(
        provider=provider,
        status=CaseStatus.APPROVED,
        approved_from=first,
        approved_until=last,
        decided_by=staff,
        decided_at=INSTANT,
        required=sorted(basics | extra),
        states=rng.sample(STATES, rng.choice((1, 2, 3, 3))),
    )


def a_check(rng, case, kind) -> ScreeningCheck:
    result = CheckResult.PASS if rng.random() < 0.98 else rng.choice(CheckResult.values)
    dated = result == CheckResult.PASS or rng.random() < 0.5
    if kind in BY_MACHINE and result == CheckResult.FAIL:  # which it says of what it found, and of nothing else
        result = CheckResult.UNABLE
    reported = near(rng)
    if kind in BY_LIST:
        reported = INSTANT.date().replace(day=1)
    if kind in BY_PAGE:  # no page tells of a day after it was saved
        reported = min(reported, INSTANT.date())
    return ScreeningCheck(
        case=case,
        kind=kind,
        result=result,
        reference="No. 1",
        report_date=reported,
        verified_at=INSTANT,
        good_until=near(rng) + timedelta(days=4) if dated else None,
        **a_rest(case, kind, reported),
    )


def a_rest(case, kind, reported) -> dict[str, object]:
    """What the check rests on. The phone is anybody's: neither definition asks for it, and which one patients read is
    worked out by many queries."""
    if kind in BY_CALL:
        return {"called_number": "510-555-0142", "called_at": INSTANT}
    return evidence_for(case, kind, by=case.decided_by, seen_at=INSTANT, on=reported)


def an_exclusion(rng, provider) -> ExclusionHit:
    cleared = cleared_by_two(INSTANT)
    weak = {"tier": ExclusionTier.NAME, "hides": False}
    return ExclusionHit(
        provider=provider,
        list_date=near(rng),
        found_at=INSTANT + timedelta(minutes=1),
        **rng.choice([cleared, cleared, weak, {}, {}]),
    )


def test_the_gates_of_the_engine_and_the_listing_in_sql_let_in_the_same(directory):
    everyone = list(PracticeLocation.objects.values_list("pk", flat=True))
    intake = make_intake(now=INSTANT, max_price=None, radius_miles=50)

    for hours in HOURS:
        on = INSTANT + timedelta(hours=hours)
        search = requirements_for(intake, on=on)
        by_engine = {
            candidate.location_id
            for candidate in candidates_near(search, on=on)
            if all(failure.need in RELAXABLE for failure in failures(search, candidate))
        }
        assert by_engine == admitted(everyone, now=on)
        assert 0 < len(by_engine) < PROVIDERS / 2


@pytest.mark.parametrize("directory", range(2), indirect=True)  # no date decides here, and each takes a second to make
def test_some_candidates_by_their_ids_are_the_same_as_among_all(directory):
    search = requirements_for(make_intake(now=INSTANT, max_price=None, radius_miles=50), on=INSTANT)
    everyone = {candidate.location_id: candidate for candidate in candidates_near(search, on=INSTANT)}
    some = sorted(everyone)[::2]

    assert by_id(candidates_at([*some, 10**9], search, on=INSTANT)) == {each: everyone[each] for each in some}
    assert by_id(candidates_at(everyone, search, on=INSTANT)) == everyone
    assert candidates_at([], search, on=INSTANT) == []


def by_id(candidates: list[Candidate]) -> dict[int, Candidate]:
    return {candidate.location_id: candidate for candidate in candidates}
