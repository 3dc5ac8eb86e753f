"""Who would match if the patient changed one thing, and the smallest such change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.engine.candidates import Candidate
from matching.engine.gates import RELAXABLE, Failure, Need, failures, offers_one
from matching.engine.pricing import quote
from matching.engine.relaxing import RADIUS_STEPS, Change, Relaxation, apply, groups_left
from matching.engine.requirements import Groups, Requirements, Service
from matching.engine.scoring import Scored, score
from matching.engine.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredMiss:
    """A candidate that fails exactly one need, one that the patient can relax."""

    failure: Failure
    relaxation: Relaxation
    scored: Scored  # as in the relaxed search


def near_miss(
    requirements: Requirements, candidate: Candidate, failed: tuple[Failure, ...], weights: Weights
) -> ScoredMiss | None:
    """The candidate as a near miss, or None: several needs fail, one that is never relaxed, or no change helps."""
    if len(failed) != 1 or failed[0].need not in RELAXABLE:
        return None
    for relaxation in _smallest_first(requirements, candidate, failed[0]):
        relaxed = apply(requirements, relaxation)
        if not failures(relaxed, candidate):
            scored = score(relaxed, candidate, weights)
            return ScoredMiss(failure=failed[0], relaxation=relaxation, scored=scored)
    return None


def _smallest_first(requirements: Requirements, candidate: Candidate, failure: Failure) -> Iterator[Relaxation]:
    """The changes that may let this candidate in, the smallest first. The caller tries them."""
    match failure.need:
        case Need.WITHIN_RADIUS:
            miles = candidate.miles_from(requirements.latitude, requirements.longitude)
            yield from (Relaxation(Change.WIDEN_RADIUS, step) for step in RADIUS_STEPS if step >= miles)
        case Need.PRICE:
            quoted = quote(requirements, candidate)
            if quoted is not None:
                yield Relaxation(Change.RAISE_LIMIT, quoted.session)
        case Need.SLOTS:
            yield Relaxation(Change.DROP_SLOTS)
        case Need.MUST:
            yield Relaxation(Change.DROP_MUST, failure.must)
        case Need.SERVICES:
            groups = requirements.groups
            yield from drops(groups, [group for group in groups if not offers_one(candidate, group)])


def drops(groups: Groups, lacking: Sequence[frozenset[Service]]) -> list[Relaxation]:
    """Leave out one area or one concern of what is lacking: fewest groups lost first, then an area before a concern,
    then by slug. Not all of them let the candidate in.

    Asked for lines and spots of the face, and spots of the neck; lines of the face are lacking. Leaving out lines loses
    one group, leaving out the face two: so lines come first.
    """
    missing = {service for group in lacking for service in group}
    changes = {Relaxation(Change.DROP_AREA, service.area) for service in missing}
    changes |= {Relaxation(Change.DROP_CONCERN, service.concern) for service in missing}
    left = {drop: len(groups_left(groups, drop)) for drop in changes}
    able = [drop for drop in changes if 0 < left[drop] < len(groups)]
    return sorted(able, key=lambda drop: (-left[drop], drop.order))
