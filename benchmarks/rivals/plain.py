"""What a first version does: load the directory with prefetches, measure each distance with geopy, loop in Python."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from geopy.distance import great_circle

from benchmarks.rivals.scoring import TOP
from matching.engine import Candidate, Requirements, Terms, rank
from matching.engine.geography import EARTH_RADIUS_MILES
from matching.search.assembly import Window
from matching.search.assembly import _next_opening as next_opening
from matching.search.assembly import _window_today as window_today
from matching.snapshots.candidate_rows import Row
from matching.snapshots.facts import slots_of, traits_of
from providers.directory.enums import LicenseStatus
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.offered import fat_pads_treated, offered
from providers.exclusions.models import ExclusionHit
from providers.screening.models import ProviderHold, ScreeningCase

NAME = "ORM and a loop with geopy"


def top(requirements: Requirements) -> list[int]:
    matches = rank(requirements, _near(requirements)).matches
    return [match.candidate.location_id for match in matches[:TOP]]


def _near(requirements: Requirements) -> Iterator[Candidate]:
    here = (requirements.latitude, requirements.longitude)
    everyone = PracticeLocation.objects.filter(is_active=True, provider__npi_deactivated_on__isnull=True)
    everyone = everyone.annotate(treats_fat_pads=fat_pads_treated()).select_related("provider")
    everyone = everyone.prefetch_related(
        Prefetch("offerings", Offering.objects.filter(offered())),
        "hours",
        "provider__licenses",
        Prefetch("provider__screening_cases", ScreeningCase.objects.proven(), to_attr="proven_cases"),
        "provider__proven_cases__checks",
        Prefetch("provider__exclusion_hits", ExclusionHit.objects.hiding(), to_attr="hiding_hits"),
        Prefetch("provider__holds", ProviderHold.objects.open(), to_attr="open_holds"),
    )
    for location in everyone:
        # With the radius in miles, geopy's "kilometers" are miles.
        miles = great_circle(here, (location.latitude, location.longitude), radius=EARTH_RADIUS_MILES).kilometers
        if miles <= requirements.radius_miles + 0.001 and not location.provider.open_holds:
            yield _candidate(location, requirements)


def _candidate(location: PracticeLocation, requirements: Requirements) -> Candidate:
    provider = location.provider
    today = requirements.on.astimezone(ZoneInfo(location.time_zone)).date()
    row = _row(location)
    windows = [each for each in _windows(provider) if each.covers(row.state, fat_pads=row.treats_fat_pads)]
    screened = window_today(windows, today)
    offers = list(location.offerings.all())
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
        excluded=bool(provider.hiding_hits),
        accepting=location.accepting_patients,
        terms={offer.area_concern_id: Terms(offer.price_per_session, offer.sessions_done) for offer in offers},
        first_visit_fee=location.first_visit_fee,
        fee_credited=location.first_visit_fee_credited,
        slots=frozenset().union(*(slots_of(span.weekday, span.opens, span.closes) for span in location.hours.all())),
        traits=traits_of(row.profession, row.gender, row.languages, row.step_free, row.video_first),
        next_opening=next_opening(row, requirements.on, today),
    )


def _licenses(provider: Provider) -> dict[str, date]:
    last_days: dict[str, date] = {}
    for held in provider.licenses.all():
        if held.status == LicenseStatus.ACTIVE and held.profession == provider.profession and held.expires_on:
            last_days[held.state] = max(held.expires_on, last_days.get(held.state, held.expires_on))
    return last_days


def _windows(provider: Provider) -> Iterator[Window]:
    for case in provider.proven_cases:
        ends = min(case.approved_until, *(check.good_until for check in case.checks.all()))
        yield Window(case.approved_from, ends, frozenset(case.states), frozenset(case.kinds))


def _row(location: PracticeLocation) -> Row:
    provider = location.provider
    return Row(
        location.pk, provider.pk, location.latitude, location.longitude, location.state, location.time_zone,
        location.accepting_patients, location.first_visit_fee, location.first_visit_fee_credited,
        location.step_free_access, location.video_visits, location.next_opening_at, location.hours_confirmed_on,
        provider.profession, provider.gender, provider.languages, location.treats_fat_pads,
    )  # fmt: skip
