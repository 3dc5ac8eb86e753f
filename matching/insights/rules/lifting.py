"""What would lift a place, from facts only: the engine once more, with one fact as it could truly be. Pure.

Never a lower price, and nothing that can be bought. What is said holds for the lists of last night.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median
from typing import Any, Final

from matching.engine import CURRENT, Candidate, Slot, Terms, failures, score
from matching.insights.asking import NearSearch
from matching.insights.rules.counting import place_in

SOON: Final = timedelta(days=7)
MOST: Final = 4
FEWEST: Final = 11  # searches: of fewer nothing is said (hiding.py)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """One true fact, and what it would do. `before` and `after`: the middle place; `more`: lists that it adds."""

    kind: str  # opening, slot, trait, service
    what: str = ""  # the slot, the wish or the service's number
    asked: int = 0  # searches that asked for it
    before: float | None = None
    after: float | None = None
    more: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def lifts(near: Collection[NearSearch], mine: Candidate, *, boxes: Collection[str]) -> list[Lift]:
    """The most first. `boxes`: the wishes that the clinic can meet by ticking a box."""
    found = [_opening(near, mine), *_slots(near, mine), *_traits(near, mine, boxes), *_services(near, mine)]
    worth = [lift for lift in found if lift is not None]
    return sorted(worth, key=lambda lift: (-lift.more, -_climb(lift), lift.kind, lift.what))[:MOST]


def _climb(lift: Lift) -> float:
    return (lift.before or 0) - (lift.after or 0)


def _opening(near: Collection[NearSearch], mine: Candidate) -> Lift | None:
    """A free time within a week, told for the first time or earlier than the one that is told."""
    lists = [search for search in near if place_in(search.seats, mine.location_id)]
    if not lists or sum(search.times for search in lists) < FEWEST:
        return None
    day = mine.today(lists[0].requirements.on) + SOON
    if mine.next_opening is not None and mine.next_opening <= day:
        return None
    sooner = replace(mine, next_opening=day, openings=dict.fromkeys(mine.slots, day))
    before, after = _middle(lists, mine), _middle(lists, sooner)
    return Lift(kind="opening", before=before, after=after) if after < before else None


def _middle(lists: Collection[NearSearch], candidate: Candidate) -> float:
    places = []
    for search in lists:
        points = score(search.requirements, candidate, CURRENT).score
        above = sum(seat[1] > points for seat in search.seats if seat[0] != candidate.location_id)
        places += [above + 1] * search.times
    return float(median(places))


def _slots(near: Collection[NearSearch], mine: Candidate) -> Iterator[Lift]:
    for slot in Slot:
        if slot in mine.slots:
            continue
        asked = sum(search.times for search in near if slot in search.requirements.slots)
        more = _let_in(near, mine, replace(mine, slots=mine.slots | {slot}))
        if asked >= FEWEST and more >= FEWEST:
            yield Lift(kind="slot", what=slot.value, asked=asked, more=more)


def _traits(near: Collection[NearSearch], mine: Candidate, boxes: Collection[str]) -> Iterator[Lift]:
    for code in boxes:
        if code in mine.traits:
            continue
        asked = sum(s.times for s in near if code in s.requirements.wishes | s.requirements.musts)
        if asked >= FEWEST:
            more = _let_in(near, mine, replace(mine, traits=mine.traits | {code}))
            yield Lift(kind="trait", what=code, asked=asked, more=more)


def _services(near: Collection[NearSearch], mine: Candidate) -> Iterator[Lift]:
    """One more thing to treat, at the middle of what they ask for now: the limit of each search is judged by it."""
    wanted = {service for s in near for group in s.requirements.groups if len(group) == 1 for service in group}
    if not mine.terms:
        return
    price = int(median(terms.price for terms in mine.terms.values()))
    for service in sorted(wanted):
        if service.code in mine.terms:
            continue
        asked = sum(s.times for s in near if frozenset({service}) in s.requirements.groups)
        if asked >= FEWEST:
            offering = replace(mine, terms={**mine.terms, service.code: Terms(price=price, sessions_done=0)})
            if (more := _let_in(near, mine, offering)) >= FEWEST:
                yield Lift(kind="service", what=str(service.code), asked=asked, more=more)


def _let_in(near: Collection[NearSearch], mine: Candidate, changed: Candidate) -> int:
    """How many searches that one change lets it into."""
    return sum(s.times for s in near if failures(s.requirements, mine) and not failures(s.requirements, changed))
