"""What a first version does: load the directory with prefetches, measure each distance with geopy, loop in Python."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from geopy.distance import great_circle

from benchmarks.rivals.scoring import TOP
from matching.assembly import Row, Window, slots_of
from matching.assembly import _next_opening as next_opening
from matching.assembly import _traits as traits
from matching.assembly import _window_today as window_today
from matching.engine import Candidate, Requirements, Terms, rank
from matching.engine.geography import EARTH_RADIUS_MILES
from providers.enums import CaseStatus, CheckResult, LicenseStatus
from providers.models import ExclusionHit, PracticeLocation, Provider

NAME = "ORM and a loop with geopy"


def top(requirements: Requirements) -> list[int]:
    matches = rank(requirements, _near(requirements)).matches
    return [match.candidate.location_id for match in matches[:TOP]]


def _near(requirements: Requirements) -> Iterator[Candidate]:
    here = (requirements.latitude, requirements.longitude)
    everyone = PracticeLocation.objects.filter(is_active=True, provider__npi_deactivated_on__isnull=True)
    everyone = everyone.select_related("provider").prefetch_related(
        "offerings",
        "hours",
        "provider__licenses",
        "provider__screening_cases__checks",
        Prefetch("provider__exclusion_hits", ExclusionHit.objects.open(), to_attr="open_hits"),
    )
    for location in everyone:
        # With the radius in miles, geopy's "kilometers" are miles.
        miles = great_circle(here, (location.latitude, location.longitude), radius=EARTH_RADIUS_MILES).kilometers
        if miles <= requirements.radius_miles + 0.001:
            yield _candidate(location, requirements)


def _candidate(location: PracticeLocation, requirements: Requirements) -> Candidate:
    provider = location.provider
    today = requirements.on.astimezone(ZoneInfo(location.time_zone)).date()
    screened = window_today(list(_windows(provider)), today)
    row = _row(location)
    offers = [offer for offer in location.offerings.all() if offer.is_active]
    return Candidate(
        provider_id=provider.pk,
        location_id=location.pk,
        latitude=location.latitude,
        longitude=location.longitude,
        state=location.state,
        time_zone=location.time_zone,
        licenses=_licenses(provider),
        screened_from=screened and screened.first,
        screened_until=screened and screened.last,
        excluded=bool(provider.open_hits),
        accepting=location.accepting_patients,
        terms={offer.area_concern_id: Terms(offer.price_per_session, offer.sessions_done) for offer in offers},
        first_visit_fee=location.first_visit_fee,
        fee_credited=location.first_visit_fee_credited,
        slots=frozenset().union(*(slots_of(span.weekday, span.opens, span.closes) for span in location.hours.all())),
        traits=traits(row),
        next_opening=next_opening(row, requirements.on, today),
    )


def _licenses(provider: Provider) -> dict[str, date]:
    last_days: dict[str, date] = {}
    for held in provider.licenses.all():
        if held.status == LicenseStatus.ACTIVE and held.profession == provider.profession and held.expires_on:
            last_days[held.state] = max(held.expires_on, last_days.get(held.state, held.expires_on))
    return last_days


def _windows(provider: Provider) -> Iterator[Window]:
    for case in provider.screening_cases.all():
        checks = case.checks.all()
        if case.status == CaseStatus.APPROVED and checks and all(_holds(check) for check in checks):
            yield Window(case.approved_from, min(case.approved_until, *(check.good_until for check in checks)))


def _holds(check: object) -> bool:
    return check.result == CheckResult.PASS and check.good_until is not None


def _row(location: PracticeLocation) -> Row:
    provider = location.provider
    return Row(
        location.pk, provider.pk, location.latitude, location.longitude, location.state, location.time_zone,
        location.accepting_patients, location.first_visit_fee, location.first_visit_fee_credited,
        location.step_free_access, location.video_visits, location.next_opening_at, location.hours_confirmed_on,
        provider.profession, provider.gender, provider.languages,
    )  # fmt: skip
