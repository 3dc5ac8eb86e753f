"""Needs: hard yes or no, never traded for points."""

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import NamedTuple

from matching.engine.candidates import Candidate
from matching.engine.pricing import quote
from matching.engine.requirements import Requirements, Service


class Need(StrEnum):
    """In order of explanation."""

    LISTED = "listed"
    ACCEPTING = "accepting"
    SERVICES = "services"
    WITHIN_RADIUS = "within_radius"
    PRICE = "price"
    SLOTS = "slots"
    MUST = "must"


# The first two are about the provider, not about what the patient asked: no wish of the patient can waive them.
RELAXABLE = frozenset({Need.SERVICES, Need.WITHIN_RADIUS, Need.PRICE, Need.SLOTS, Need.MUST})


class Failure(NamedTuple):
    """A need that a candidate does not meet."""

    need: Need
    must: str = ""  # which one, when the need is a must


def failures(requirements: Requirements, candidate: Candidate) -> tuple[Failure, ...]:
    """All needs that the candidate fails, in order of explanation. Empty: a match.

    Who is listed on which days is worked out elsewhere, and told as days. The price is not judged when a group is not
    offered: there is no price then.
    """
    failed = [Failure(need) for need, meets in GATES if not meets(requirements, candidate)]
    failed += [Failure(Need.MUST, code) for code in sorted(requirements.musts - candidate.traits)]
    return tuple(failed)


def _services(requirements: Requirements, candidate: Candidate) -> bool:
    return all(offers_one(candidate, group) for group in requirements.groups)


def offers_one(candidate: Candidate, group: Collection[Service]) -> bool:
    return any(service.code in candidate.terms for service in group)


def _within_radius(requirements: Requirements, candidate: Candidate) -> bool:
    return candidate.miles_from(requirements.latitude, requirements.longitude) <= requirements.radius_miles


def _price(requirements: Requirements, candidate: Candidate) -> bool:
    if requirements.max_price is None:
        return True
    quoted = quote(requirements, candidate)
    return quoted is None or quoted.session <= requirements.max_price


def _slots(requirements: Requirements, candidate: Candidate) -> bool:
    """One slot in common will do: a course needs one hour a week, not all of them."""
    return not requirements.slots_required or bool(requirements.slots & candidate.slots)


GATES: tuple[tuple[Need, Callable[[Requirements, Candidate], bool]], ...] = (
    (Need.LISTED, lambda requirements, candidate: candidate.is_listed(requirements.on)),
    (Need.ACCEPTING, lambda _, candidate: candidate.accepting),
    (Need.SERVICES, _services),
    (Need.WITHIN_RADIUS, _within_radius),
    (Need.PRICE, _price),
    (Need.SLOTS, _slots),
)
