"""What keeps a list empty, asked of the directory as it is at this moment. Only for lists without a match."""

from dataclasses import dataclass
from datetime import datetime
from math import inf

from matching.engine import (
    RADIUS_STEPS,
    Blocking,
    Candidate,
    Relaxation,
    Requirements,
    Rung,
    SearchPart,
    SearchStanding,
    apply,
    bounding_box,
    great_circle_miles,
    ladder,
    rank,
    standing,
)
from matching.search.assembly import NothingOffered, can_be_kept, candidates_among, requirements_for
from matching.search.models import Intake
from matching.snapshots.candidate_rows import in_box
from providers.directory.models import PracticeLocation
from providers.listing.gate import listed_of_places

Place = tuple[int, int, float, float]  # its id, the provider's, latitude and longitude

LOOKED_AHEAD = 3  # each is a ranking of everybody near


@dataclass(frozen=True, slots=True)
class InTheWay:
    listed: int  # providers within the widest radius whom patients may see, whatever they offer
    listed_near: int  # likewise within the radius of the search
    ladder: tuple[Rung, ...]
    standing: SearchStanding
    offers: tuple[SearchPart, ...]  # the parts that the person can let go of
    then: tuple[Blocking | None, ...]  # beside the first few: what would let the most in next, by a search that was run


def in_the_way(intake: Intake, *, ahead: int = LOOKED_AHEAD, now: datetime) -> InTheWay | None:
    """None when nothing that the intake asks for is in the catalog any more. `ahead`: beside how many `then` is looked
    for; 0 for who does not read it."""
    try:
        requirements = requirements_for(intake, on=now)
    except NothingOffered:
        return None
    places = _places_near(intake)
    candidates = candidates_among([place for place, *_rest in places], requirements, on=now)
    found = standing(requirements, candidates)
    kept = tuple(part for part in found.parts if not found.fit and can_be_kept(requirements, part.relaxation))
    nearest = _nearest_listed(intake, places, now)
    looked_at = [_next(requirements, part.relaxation, candidates) for part in kept[:ahead]]
    return InTheWay(
        listed=len(nearest),
        listed_near=sum(miles <= intake.radius_miles for miles in nearest),
        ladder=ladder(requirements, candidates),
        standing=found,
        offers=kept,
        then=(*looked_at, *[None] * (len(kept) - len(looked_at))),
    )


def _next(requirements: Requirements, first: Relaxation, candidates: list[Candidate]) -> Blocking | None:
    relaxed = apply(requirements, first)
    lines = rank(relaxed, candidates).blocking
    return next((line for line in lines if can_be_kept(relaxed, line.relaxation)), None)


def _places_near(intake: Intake) -> list[Place]:
    places = PracticeLocation.objects.filter(in_box(bounding_box(intake.latitude, intake.longitude, RADIUS_STEPS[-1])))
    return list(places.order_by().values_list("pk", "provider_id", "latitude", "longitude"))


def _nearest_listed(intake: Intake, places: list[Place], now: datetime) -> list[float]:
    """Of each listed provider within the widest radius, how far their nearest place is."""
    here = (intake.latitude, intake.longitude)
    listed = listed_of_places([place for place, *_rest in places], now=now)
    nearest: dict[int, float] = {}
    for place, provider, latitude, longitude in places:
        if place in listed:
            miles = great_circle_miles(*here, latitude, longitude)
            nearest[provider] = min(miles, nearest.get(provider, inf))
    return [miles for miles in nearest.values() if miles <= RADIUS_STEPS[-1]]
