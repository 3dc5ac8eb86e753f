"""One candidate's score, and the order among scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.engine import factors
from matching.engine.candidates import Candidate
from matching.engine.pricing import Quote, quote
from matching.engine.requirements import Factor, Requirements
from matching.engine.weights import Weights

OrderKey = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with all that its place in the list rests on."""

    candidate: Candidate
    miles: float  # to its point
    quote: Quote
    values: Mapping[Factor, float]  # 0..1
    parts: Mapping[Factor, int]  # thousandths of a point

    @property
    def score(self) -> int:
        """Thousandths of a point, 0 to 100,000: the sum of the parts, exactly."""
        return sum(self.parts.values())

    @property
    def counted_miles(self) -> float:
        """As its place rests on them: see factors.py."""
        return factors.counted_miles(self.miles, at_zip_middle=self.candidate.at_zip_middle)

    @property
    def order(self) -> OrderKey:
        """Sorts best first, and never leaves two rows in doubt.

        Higher score; then nearer; then better in the next factor, in the order of the weights table; then the lower
        provider id, then the lower location id. The factors stand in the middle because parts are rounded: if
        experience earns 4.0001 points here and 4.0004 there, both scores hold 4.000 of it, and still the second must
        come first.
        """
        better = tuple(-self.values[factor] for factor in Factor)
        return (-self.score, self.counted_miles, *better, self.candidate.provider_id, self.candidate.location_id)


def score(requirements: Requirements, candidate: Candidate, weights: Weights) -> Scored:
    """Score a candidate that passes the gates, with these weights and what matters most to the patient.

    Raises ValueError for one that has no price.
    """
    quoted = quote(requirements, candidate)
    if quoted is None:
        raise ValueError("a candidate that does not offer every group cannot be scored")
    miles = candidate.miles_from(requirements.latitude, requirements.longitude)
    values = factors.values(requirements, candidate, miles, quoted)
    weighed = weights.favoring(requirements.matters_most)
    return Scored(candidate=candidate, miles=miles, quote=quoted, values=values, parts=weighed.parts(values))


def best_first(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """In order, each provider once: at the location that serves this patient best."""
    seats: dict[int, Scored] = {}
    for row in sorted(scored, key=lambda row: row.order):
        seats.setdefault(row.candidate.provider_id, row)
    return tuple(seats.values())
