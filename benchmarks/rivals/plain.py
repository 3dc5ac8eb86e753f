"""What a first version does: load the directory with prefetches, measure each distance with geopy, loop in Python."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from django.db.models import Exists, OuterRef, Prefetch
from geopy.distance import great_circle

from benchmarks.rivals.scoring import TOP
from matching.engine import Candidate, Requirements, Terms, rank
from matching.engine.geography import EARTH_RADIUS_MILES
from matching.search.assembly import openings_of
from matching.snapshots.candidate_rows import CandidateRow
from matching.snapshots.facts import slots_of
from providers.directory.enums import PlacedBy
from providers.directory.models import Offering, PracticeLocation
from providers.directory.offered import fat_pads_treated, offered
from providers.directory.traits import COLUMNS, traits_of
from providers.exclusions.models import ExclusionHit
from providers.listing.facts import ApprovalFact, CheckFact, ListingFacts, RuleFact
from providers.listing.reading import facts_from
from providers.listing.reasons import stretches
from providers.rosters.models import LicenseAlert
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ProviderHold, ScreeningCase

NAME = "ORM and a loop with geopy"


def top(requirements: Requirements) -> list[int]:
    matches = rank(requirements, _near(requirements)).matches
    return [match.candidate.location_id for match in matches[:TOP]]


def _near(requirements: Requirements) -> Iterator[Candidate]:
    here = (requirements.latitude, requirements.longitude)
    everyone = PracticeLocation.objects.filter(is_active=True).annotate(
        offers_something=Exists(Offering.objects.filter(offered(), location=OuterRef("pk"))),
        shows_something=Exists(Offering.objects.filter(offered(), location=OuterRef("pk"))),
        treats_fat_pads=fat_pads_treated(),
    )
    everyone = everyone.select_related("provider").prefetch_related(
        Prefetch("offerings", Offering.objects.filter(offered())),
        "hours",
        "provider__licenses",
        "provider__screening_cases__checks",
        Prefetch("provider__exclusion_hits", ExclusionHit.objects.hiding(), to_attr="hiding_hits"),
        Prefetch("provider__license_alerts", LicenseAlert.objects.hiding(), to_attr="hiding_alerts"),
        Prefetch("provider__holds", ProviderHold.objects.open(), to_attr="open_holds"),
    )
    for location in everyone:
        # With the radius in miles, geopy's "kilometers" are miles.
        miles = great_circle(here, (location.latitude, location.longitude), radius=EARTH_RADIUS_MILES).kilometers
        if miles <= requirements.radius_miles + 0.001:
            yield _candidate(location, requirements)


def _candidate(location: PracticeLocation, requirements: Requirements) -> Candidate:
    provider = location.provider
    row = _row(location)
    openings = openings_of(row, requirements.on)
    offers = list(location.offerings.all())
    return Candidate(
        provider_id=provider.pk,
        location_id=location.pk,
        latitude=location.latitude,
        longitude=location.longitude,
        at_zip_middle=location.placed_by == PlacedBy.ZIP,
        time_zone=location.time_zone,
        stretches=stretches(_facts(location)),
        accepting=location.accepting_patients,
        terms={offer.area_concern_id: Terms(offer.price_per_session, offer.sessions_done) for offer in offers},
        first_visit_fee=location.first_visit_fee,
        fee_credited=location.first_visit_fee_credited,
        slots=frozenset().union(*(slots_of(span.weekday, span.opens, span.closes) for span in location.hours.all())),
        traits=traits_of(row.languages, row.facts),
        next_opening=min(openings.values(), default=None),
        openings=openings,
    )


def _facts(location: PracticeLocation) -> ListingFacts:
    provider = location.provider
    cases = [case for case in provider.screening_cases.all() if case.status == CaseStatus.APPROVED]
    return facts_from(
        location,
        licenses=[(held.state, held.profession, held.status, held.expires_on) for held in provider.licenses.all()],
        approvals=[_approval(case) for case in cases],
        holds=[(hold.kind, hold.reason, hold.placed_at) for hold in provider.open_holds],
        hits=[(hit.found_at,) for hit in provider.hiding_hits],
        alerts=[(one.state, one.status, one.reach, one.found_at) for one in provider.hiding_alerts],
        hidden=[],  # words for the clinic; this only judges
        rules=[RuleFact(date.min, None)],  # every state lets every license: made-up rules do
    )


def _approval(case: ScreeningCase) -> ApprovalFact:
    checks = tuple(CheckFact(CheckKind(one.kind), CheckResult(one.result), one.good_until) for one in case.checks.all())
    return ApprovalFact(
        case.approved_from, case.approved_until, frozenset(case.states), frozenset(case.required), checks
    )


def _row(location: PracticeLocation) -> CandidateRow:
    provider = location.provider
    return CandidateRow(
        location.pk, provider.pk, location.latitude, location.longitude, location.placed_by, location.time_zone,
        location.accepting_patients, location.first_visit_fee, location.first_visit_fee_credited,
        location.next_opening_at, location.second_opening_at, location.hours_confirmed_on, provider.languages,
        [attrgetter(column.replace("__", "."))(location) for column in COLUMNS],
    )  # fmt: skip
