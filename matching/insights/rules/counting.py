"""How one place stood in the lists near it. Pure: the lists are there, whoever is missing is judged by the engine."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

from matching.engine import CURRENT, Candidate, Factor, Failure, failures
from matching.insights.asking import NearSearch

SPANS: Final = ((1, 3), (4, 6), (7, 10), (11, None))  # of places on a list
WEEKS: Final = 5
FACTORS: Final = tuple(Factor)
Seat = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`failed`: the first need that failed, by code; a must is "must:<code>"."""

    searches: int
    nobody: int
    shown: int
    elsewhere: int
    lower: int
    dropped: int
    median_place: float | None
    median_length: float | None
    weeks: tuple[tuple[str, int], ...]
    places: tuple[int, ...]  # as SPANS
    parts: dict[str, tuple[float, float, float]]  # you, the middle of the lists, at most: thousandths of a point
    failed: tuple[tuple[str, int], ...]  # the most first

    def figures(self) -> dict[str, Any]:
        return {
            "weeks": [list(week) for week in self.weeks],
            "places": list(self.places),
            "parts": {name: list(values) for name, values in self.parts.items()},
            "failed": [list(pair) for pair in self.failed],
        }


def place_in(seats: Sequence[Seat], location: int) -> int | None:
    """From 1 on."""
    return next((number for number, seat in enumerate(seats, start=1) if seat[0] == location), None)


def count(near: Collection[NearSearch], mine: Candidate, *, siblings: frozenset[int], on: date) -> Counted:
    """`siblings`: other places of the same provider, of which a list names one only."""
    sums: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    shown: list[tuple[NearSearch, int]] = []
    for search in near:
        sums["searches"] += search.times
        sums["nobody"] += 0 if search.matched else search.times
        if place := place_in(search.seats, mine.location_id):
            shown.append((search, place))
            sums["shown"] += search.times
        elif siblings & {seat[0] for seat in search.seats}:
            sums["elsewhere"] += search.times
        elif why := failures(search.requirements, mine):
            failed[code_of(why[0])] += search.times
            sums["dropped"] += search.times
        else:
            sums["lower"] += search.times
    places = [place for search, place in shown for _one in range(search.times)]
    lengths = [search.matched for search, _place in shown for _one in range(search.times)]
    return Counted(
        **{name: sums[name] for name in ("searches", "nobody", "shown", "elsewhere", "lower", "dropped")},
        median_place=float(median(places)) if places else None,
        median_length=float(median(lengths)) if lengths else None,
        weeks=_weeks(shown, on),
        places=tuple(sum(low <= place <= (high or place) for place in places) for low, high in SPANS),
        parts=_parts(shown),
        failed=tuple(sorted(failed.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def code_of(failure: Failure) -> str:
    return f"must:{failure.must}" if failure.must else failure.need.value


def _weeks(shown: Collection[tuple[NearSearch, int]], on: date) -> tuple[tuple[str, int], ...]:
    """By the Monday of each of the last five, the oldest first."""
    monday = on - timedelta(days=on.weekday())
    days = Counter(day - timedelta(days=day.weekday()) for search, _place in shown for day in search.days)
    mondays = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return tuple((day.isoformat(), days[day]) for day in mondays)


def _parts(shown: Collection[tuple[NearSearch, int]]) -> dict[str, tuple[float, float, float]]:
    """Each list as often as it was asked for."""
    if not shown:
        return {}
    found = {}
    for column, factor in enumerate(FACTORS, start=2):
        yours, middles, most = [], [], []
        for search, place in shown:
            weights = CURRENT.favoring(search.requirements.matters_most)
            yours += [search.seats[place - 1][column]] * search.times
            middles += [median(seat[column] for seat in search.seats)] * search.times
            most += [weights.full(factor)] * search.times
        found[factor.value] = (float(median(yours)), float(median(middles)), float(median(most)))
    return found
