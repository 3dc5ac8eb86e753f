"""When answers about one place call for a person to look. Pure.

An event is told by a visit at any of its weeks; a person counts once, however many visits they had. Rates, chances and
how many false alerts a year they cost: docs/aftercare.md; `python -m benchmarks.clusters` works them out anew.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matching.aftercare.enums import AlertRule
from matching.aftercare.rules.intervals import poisson_tail

WITHIN: Final = timedelta(days=60)  # visits of one place
LOT_WITHIN: Final = timedelta(days=90)
FEW: Final = 20  # answers in a window up to which two are always enough
CHANCE: Final = 0.01
Rate = Callable[[], float]  # asked only where a place has many answers


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVisit:
    """A visit after which somebody answered. `person`: the same for all visits of one; `lot`: "" if not named."""

    visit: int
    person: str
    day: date
    is_event: bool
    is_grave: bool = False
    lot: str = ""


def base_rate(events: int, answers: int) -> float:
    """Of the site in a year, drawn towards half of one percent while few have answered."""
    return (events + 1) / (answers + 200)


def enough(answers: int, rate: Rate) -> int:
    """How many people make a cluster among so many answers: two; and where a place has many, so many that chance
    alone brings them together in less than one of a hundred windows."""
    if answers <= FEW:
        return 2
    mean, least = answers * rate(), 2
    while poisson_tail(least, mean) >= CHANCE:
        least += 1
    return least


def clusters(
    new: ToldVisit, at_place: Iterable[ToldVisit], with_lot: Iterable[ToldVisit], *, rate: Rate
) -> Mapping[AlertRule, Sequence[int]]:
    """Which rules the new answer makes true, and of which visits each is made. Both lists may hold `new` itself.

    `at_place`: all that was told at its place, also by those who are well; `with_lot`: anywhere, of its product and
    lot.
    """
    found: dict[AlertRule, Sequence[int]] = {}
    if new.is_event:
        found |= _near_in_time(new, list(at_place), rate)
        others = [other for other in with_lot if new.lot and other.lot == new.lot and other.is_event]
        same = [other for other in _with(new, others) if abs(other.day - new.day) <= LOT_WITHIN]
        if _people(same) >= 2:
            found[AlertRule.LOT] = _visits(same)
    if new.is_grave:
        found[AlertRule.GRAVE] = [new.visit]
    return found


def _near_in_time(new: ToldVisit, told: Sequence[ToldVisit], rate: Rate) -> Mapping[AlertRule, Sequence[int]]:
    """In the window of 60 days around the new one that holds the most people."""
    told = _with(new, told)
    best: dict[AlertRule, list[ToldVisit]] = {}
    for first in {visit.day for visit in told if visit.is_event and new.day - WITHIN <= visit.day <= new.day}:
        window = [visit for visit in told if first <= visit.day <= first + WITHIN]
        events = [visit for visit in window if visit.is_event]
        two = enough(len(window), rate)
        for rule, least in ((AlertRule.TWO, two), (AlertRule.THREE, max(3, two + 1))):
            if _people(events) >= max(least, _people(best.get(rule, [])) + 1):
                best[rule] = events
    return {rule: _visits(events) for rule, events in best.items()}


def _with(new: ToldVisit, told: Iterable[ToldVisit]) -> list[ToldVisit]:
    return [new, *(other for other in told if other.visit != new.visit)]


def _people(told: Iterable[ToldVisit]) -> int:
    return len({visit.person for visit in told})


def _visits(told: Iterable[ToldVisit]) -> list[int]:
    return sorted(visit.visit for visit in told)
