"""One place as the engine sees it: as patients find it today, or as they would once it is approved."""

from datetime import date, datetime
from typing import Final

from matching.engine import Candidate, Requirements, Terms
from matching.search.answers import Answers
from matching.search.assembly import candidates_at, openings_of, requirements_from
from matching.snapshots.facts import slots_of
from providers.directory import traits
from providers.directory.enums import PlacedBy
from providers.directory.models import Offering, PracticeLocation

ALWAYS: Final = ((date.min, date.max),)
ANYTHING: Final = Answers(
    areas=(), concerns=(), radius_miles=100, price_answered=True, slots=(), wishes=(), matters_most=""
)


def asking_for_anything(place: PracticeLocation, *, now: datetime) -> Requirements:
    return requirements_from(ANYTHING, latitude=place.latitude, longitude=place.longitude, on=now)


def candidate_of(place: PracticeLocation, *, now: datetime) -> Candidate | None:
    """As searches read it. None: it offers nothing that patients can see."""
    return next(iter(candidates_at([place.pk], asking_for_anything(place, now=now), on=now)), None)


def approved_candidate_of(place: PracticeLocation, *, now: datetime) -> Candidate | None:
    """As it would be found if all that was filled in were approved and it took patients. None: it has no price yet."""
    offerings = Offering.objects.filter(location=place).values_list(
        "area_concern", "price_per_session", "sessions_done"
    )
    terms = {code: Terms(price=price, sessions_done=done) for code, price, done in offerings}
    if not terms:
        return None
    spans = place.hours.values_list("weekday", "opens", "closes")
    named = openings_of(place, now)
    facts = [_fact(place, column) for column in traits.COLUMNS]
    return Candidate(
        provider_id=place.provider_id,
        location_id=place.pk,
        latitude=place.latitude,
        longitude=place.longitude,
        at_zip_middle=place.placed_by == PlacedBy.ZIP,
        time_zone=place.time_zone,
        stretches=ALWAYS,
        accepting=True,
        terms=terms,
        first_visit_fee=place.first_visit_fee,
        fee_credited=place.first_visit_fee_credited,
        slots=frozenset(slot for span in spans for slot in slots_of(*span)),
        traits=traits.traits_of(place.provider.languages, facts),
        next_opening=min(named.values(), default=None),
        openings=named,
    )


def _fact(place: PracticeLocation, column: str) -> object:
    """As the table of wishes names it, seen from a place."""
    owner, _dot, name = column.rpartition("__")
    return getattr(place.provider if owner else place, name)
