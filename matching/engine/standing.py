"""Why a list is empty when no single change would fill it: how many meet each part of the search, in totals.

`blocking` answers "who comes in if one thing changes". Where that is nobody, the person still needs to know what is in
the way, and a first step: leave out what the fewest offer, go out to where the first ones are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matching.engine.blocking import PRICE_STEP
from matching.engine.candidates import Candidate
from matching.engine.gates import RELAXABLE, failures, offers_one
from matching.engine.pricing import quote
from matching.engine.relaxing import RADIUS_STEPS, Change, Relaxation, groups_left
from matching.engine.requirements import Requirements

PARTS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPart:
    """One part of the search, and how many providers meet it. `relaxation` lets go of it."""

    relaxation: Relaxation
    meet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStanding:
    """Providers who may be shown and take patients, each counted once however many locations they have."""

    anywhere: int  # offer something of what was asked, within the widest radius
    near: int  # likewise within the radius of the search
    whole: int  # within the radius, and one of their locations offers all that was asked
    fit: int  # meet every need
    parts: tuple[SearchPart, ...]  # the fewest first
    commonest: SearchPart | None  # where nobody offers all: what most offer


def standing(requirements: Requirements, candidates: Iterable[Candidate]) -> SearchStanding:
    asked = {service for group in requirements.groups for service in group}
    able = [
        candidate
        for candidate in candidates
        if offers_one(candidate, asked)
        and {failure.need for failure in failures(requirements, candidate)} <= RELAXABLE
        and _miles(requirements, candidate) <= RADIUS_STEPS[-1]
    ]
    near = [candidate for candidate in able if _miles(requirements, candidate) <= requirements.radius_miles]
    whole = [candidate for candidate in near if _offers_all(requirements, candidate)]
    parts = _parts(requirements, able, near, whole)
    choices = [part for part in parts if part.relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN)]
    return SearchStanding(
        anywhere=_providers(able),
        near=_providers(near),
        whole=_providers(whole),
        fit=_providers(candidate for candidate in near if not failures(requirements, candidate)),
        parts=tuple(parts[:PARTS_SHOWN]),
        commonest=choices[-1] if len(choices) > PARTS_SHOWN else None,
    )


def _parts(
    requirements: Requirements, able: list[Candidate], near: list[Candidate], whole: list[Candidate]
) -> Sequence[SearchPart]:
    """Of the first thing in the way: the distance, what is offered, or the other needs of those who offer it all."""
    if not near:
        found = _radius(requirements, able)
    elif not whole:
        found = _choices(requirements, near)
    else:
        found = _terms(requirements, whole)
    return sorted(found, key=lambda part: (part.meet, part.relaxation.order))


def _radius(requirements: Requirements, able: list[Candidate]) -> list[SearchPart]:
    """The smallest step that reaches anybody."""
    miles = sorted(_miles(requirements, candidate) for candidate in able)
    for step in RADIUS_STEPS:
        if miles and step >= miles[0]:
            reached = [candidate for candidate in able if _miles(requirements, candidate) <= step]
            return [SearchPart(relaxation=Relaxation(Change.WIDEN_RADIUS, step), meet=_providers(reached))]
    return []


def _choices(requirements: Requirements, near: list[Candidate]) -> list[SearchPart]:
    """Each area and each concern that can be left out, with who offers something of what was asked there."""
    drops: defaultdict[Relaxation, set[int]] = defaultdict(set)
    for service in {service for group in requirements.groups for service in group}:
        drops[Relaxation(Change.DROP_AREA, service.area)].add(service.code)
        drops[Relaxation(Change.DROP_CONCERN, service.concern)].add(service.code)
    return [
        SearchPart(relaxation=drop, meet=_providers(candidate for candidate in near if codes & candidate.terms.keys()))
        for drop, codes in drops.items()
        if 0 < len(groups_left(requirements.groups, drop)) < len(requirements.groups)
    ]


def _terms(requirements: Requirements, whole: list[Candidate]) -> list[SearchPart]:
    """Price, times and musts, as far as one of those who offer everything does not meet them."""
    asked: list[tuple[Relaxation, Callable[[Candidate], bool]]] = []
    if requirements.max_price is not None:
        limit = requirements.max_price
        lowest = min(_session(requirements, candidate) for candidate in whole)
        if lowest > limit:
            raised = -(-lowest // PRICE_STEP) * PRICE_STEP
            asked.append((Relaxation(Change.RAISE_LIMIT, raised), lambda each: _session(requirements, each) <= limit))
    if requirements.slots_required:
        asked.append((Relaxation(Change.DROP_SLOTS), lambda each: bool(requirements.slots & each.slots)))
    asked += [
        (Relaxation(Change.DROP_MUST, code), lambda each, code=code: code in each.traits)  # type: ignore[misc]
        for code in sorted(requirements.musts)
    ]
    counted = [
        SearchPart(relaxation=relaxation, meet=_providers(each for each in whole if meets(each)))
        for relaxation, meets in asked
    ]
    return [part for part in counted if part.meet < _providers(whole)]


def _miles(requirements: Requirements, candidate: Candidate) -> float:
    return candidate.miles_from(requirements.latitude, requirements.longitude)


def _session(requirements: Requirements, candidate: Candidate) -> int:
    quoted = quote(requirements, candidate)
    assert quoted is not None  # it offers all
    return quoted.session


def _offers_all(requirements: Requirements, candidate: Candidate) -> bool:
    return all(offers_one(candidate, group) for group in requirements.groups)


def _providers(candidates: Iterable[Candidate]) -> int:
    return len({candidate.provider_id for candidate in candidates})
