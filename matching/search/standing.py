"""What keeps a list empty, asked of the directory as it is at this moment. Only for lists without a match."""

from dataclasses import dataclass
from datetime import datetime

from matching.engine import RADIUS_STEPS, SearchPart, SearchStanding, bounding_box, great_circle_miles, standing
from matching.search.assembly import NothingOffered, can_be_kept, candidates_near, requirements_for
from matching.search.models import Intake
from matching.snapshots.candidate_rows import in_box
from providers.listing.listed import listed_places


@dataclass(frozen=True, slots=True)
class InTheWay:
    listed: int  # providers within the widest radius whom patients may see, whatever they offer
    standing: SearchStanding
    offers: tuple[SearchPart, ...]  # the parts that the person can let go of


def in_the_way(intake: Intake, *, now: datetime) -> InTheWay | None:
    """None when nothing that the intake asks for is in the catalog any more."""
    try:
        requirements = requirements_for(intake, on=now)
    except NothingOffered:
        return None
    found = standing(requirements, candidates_near(requirements, on=now))
    kept = tuple(part for part in found.parts if not found.fit and can_be_kept(requirements, part.relaxation))
    return InTheWay(_listed_near(intake, now), found, kept)


def _listed_near(intake: Intake, now: datetime) -> int:
    here, widest = (intake.latitude, intake.longitude), RADIUS_STEPS[-1]
    places = listed_places(on=now).filter(in_box(bounding_box(*here, widest)))
    rows = places.order_by().values_list("provider_id", "latitude", "longitude")
    return len({provider for provider, *there in rows if great_circle_miles(*here, *there) <= widest})
