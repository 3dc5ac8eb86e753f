"""What keeps providers off an empty or short list, in totals: "4 providers fit if you raise your limit to $300"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from matching.engine.gates import failures
from matching.engine.near_misses import ScoredMiss
from matching.engine.relaxing import Change, Relaxation, apply
from matching.engine.requirements import Requirements

PRICE_STEP = 25  # dollars; a total over several providers is told for a round limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """A relaxation, and how many providers it alone would add."""

    relaxation: Relaxation
    providers: int


def blocking(requirements: Requirements, near_misses: Sequence[ScoredMiss]) -> tuple[Blocking, ...]:
    """Up to two lines for the radius and for the price, one for each other relaxation; most providers first.

    `near_misses` are those of every location, not only the ones that are shown.
    """
    lines = []
    for relaxation in set(_told(near_misses)):
        relaxed = apply(requirements, relaxation)
        candidates = (miss.scored.candidate for miss in near_misses)
        let_in = {candidate.provider_id for candidate in candidates if not failures(relaxed, candidate)}
        lines.append(Blocking(relaxation=relaxation, providers=len(let_in)))
    return tuple(sorted(lines, key=lambda line: (-line.providers, line.relaxation.order)))


def _told(near_misses: Sequence[ScoredMiss]) -> Iterator[Relaxation]:
    """The relaxations worth a line. For a radius or a price: the smallest that lets anybody in, and what lets in at
    least half of those it keeps out.

    One provider a dollar over the limit is little help to an empty list, and one that needs 100 miles is no norm. Where
    four need 15, 25, 50 and 100 miles, the lines are for 15 and 25.
    """
    for change in (Change.WIDEN_RADIUS, Change.RAISE_LIMIT):
        values = [int(miss.relaxation.value) for miss in near_misses if miss.relaxation.change is change]
        for value in (min(values), median_low(values)) if values else ():
            yield Relaxation(change, -(-value // PRICE_STEP) * PRICE_STEP if change is Change.RAISE_LIMIT else value)
    for miss in near_misses:
        if miss.relaxation.change not in (Change.WIDEN_RADIUS, Change.RAISE_LIMIT):
            yield miss.relaxation
