"""What a whole list looks like, so that one match can be compared with it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from matching.engine.requirements import Factor
from matching.engine.scoring import Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Facts of all matches of one search, each provider once."""

    medians: Mapping[Factor, float]  # of the parts, thousandths of a point; an even list takes the middle of two
    nearest: float | None  # miles; None: of the nearest only the ZIP code is known, and it counts as farther than that
    lowest_course: int  # dollars, shortest course
    lowest_long_course: int  # dollars, longest course
    median_course: float
    most_sessions: int
    alone: frozenset[Factor]  # distance, cost, experience: where one of several matches is better than every other


def summarize(matches: Collection[Scored]) -> Summary:
    """Raises ValueError for an empty list, which has no middle."""
    if not matches:
        raise ValueError("an empty list has nothing to compare with")
    nearest = min(matches, key=lambda match: (match.counted_miles, match.counted_miles != match.miles))
    courses = [match.quote.course_low for match in matches]
    bests = {
        Factor.DISTANCE: _is_alone(match.counted_miles for match in matches),
        Factor.COST: _is_alone(courses),
        Factor.EXPERIENCE: _is_alone(-match.quote.sessions_done for match in matches),
    }
    return Summary(
        medians={factor: median(match.parts[factor] for match in matches) for factor in Factor},
        nearest=nearest.miles if nearest.miles == nearest.counted_miles else None,
        lowest_course=min(courses),
        lowest_long_course=min(match.quote.course_high for match in matches),
        median_course=median(courses),
        most_sessions=max(match.quote.sessions_done for match in matches),
        alone=frozenset(factor for factor, alone in bests.items() if alone),
    )


def _is_alone(values: Iterable[float]) -> bool:
    """Whether the least value is held by exactly one of at least two."""
    first, *others = sorted(values)
    return bool(others) and first < others[0]
