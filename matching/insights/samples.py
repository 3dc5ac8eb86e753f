"""Three sample searches near a place: where it would stand, and what its card would say. Also before it is approved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from matching.engine import (
    CURRENT,
    Candidate,
    Explanation,
    Failure,
    Requirements,
    Scored,
    Slot,
    explain,
    failures,
    score,
    summarize,
)
from matching.engine.scoring import best_first
from matching.insights.candidates import approved_candidate_of, candidate_of
from matching.search.answers import Answers
from matching.search.assembly import requirements_from
from matching.search.services.ranking import MATCHES_STORED
from matching.search.services.searching import find
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import PracticeLocation
from treatments.models import AreaConcern

STEP: Final = 50  # dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`place`: None where it fails a need, or stands below what a list shows."""

    asked: Answers
    service: AreaConcern
    place: int | None
    of: int
    why: Explanation | None
    failed: tuple[Failure, ...]


def samples_of(place: PracticeLocation, *, now: datetime) -> list[Sample]:
    """Empty: it has no price yet. Asked of what patients are answered from."""
    listed = candidate_of(place, now=now)
    mine = listed if listed and listed.is_listed(now) and listed.accepting else approved_candidate_of(place, now=now)
    if mine is None:
        return []
    service = AreaConcern.objects.select_related("area", "concern").get(pk=min(mine.terms))
    return [_sample(place, mine, service, asked, now) for asked in _asked(place, mine, service)]


def _asked(place: PracticeLocation, mine: Candidate, service: AreaConcern) -> Iterator[Answers]:
    """Its first treatment, at home; then with wishes; then soon, with a wider reach."""
    limit = -(-(mine.terms[service.pk].price + 1) // STEP) * STEP
    usual: dict[str, Any] = {
        "areas": (service.area.slug,),
        "concerns": (service.concern.slug,),
        "zip_code": place.zip_code,
        "radius_miles": 15,
        "price_answered": True,
        "max_price": limit,
        "slots": (),
        "wishes": (),
        "matters_most": "",
    }
    plain = Answers(**usual)
    yield plain
    yield replace(plain, slots=(Slot.SATURDAY.value,), wishes=("speaks:es",))
    yield replace(plain, radius_miles=25, max_price=None, matters_most="openings")


def _sample(place: PracticeLocation, mine: Candidate, service: AreaConcern, asked: Answers, now: datetime) -> Sample:
    middle = zip_place(place.zip_code)  # from where patients are measured
    requirements = requirements_from(asked, latitude=middle.latitude, longitude=middle.longitude, on=now)
    found = find(requirements, limit=MATCHES_STORED, now=now)
    others = [match for match in found.matches if match.candidate.provider_id != mine.provider_id]
    was_there = len(others) < len(found.matches)
    failed = failures(requirements, mine)
    if failed:
        return Sample(asked=asked, service=service, place=None, of=found.matched_count, why=None, failed=failed)
    listed = best_first([*others, score(requirements, mine, CURRENT)])[:MATCHES_STORED]
    number, why = _told(requirements, listed, mine)
    of = found.matched_count + (0 if was_there else 1)
    return Sample(asked=asked, service=service, place=number, of=of, why=why, failed=())


def _told(
    requirements: Requirements, listed: tuple[Scored, ...], mine: Candidate
) -> tuple[int | None, Explanation | None]:
    for number, match in enumerate(listed, start=1):
        if match.candidate.location_id == mine.location_id:
            return number, explain(requirements, match, summarize(listed))
    return None, None
