"""Gate, score, sort: from a search and candidates to an ordered list, its near misses and who was left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.blocking import Blocking, blocking
from matching.engine.candidates import Candidate
from matching.engine.gates import Failure, failures
from matching.engine.near_misses import ScoredMiss, near_miss
from matching.engine.requirements import Requirements
from matching.engine.scoring import Scored, best_first, score
from matching.engine.weights import CURRENT, Weights

NEAR_MISSES_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A location that is not a match, with every need that it fails."""

    provider_id: int
    location_id: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The answer to one search."""

    matches: tuple[Scored, ...]  # best first, each provider once
    near_misses: tuple[ScoredMiss, ...]  # the four that would score highest once let in; no provider of `matches`
    blocking: tuple[Blocking, ...]  # what each relaxation would add in all
    excluded: tuple[Excluded, ...]  # by provider id, then location id
    weights_version: str


def rank(requirements: Requirements, candidates: Iterable[Candidate], weights: Weights = CURRENT) -> Ranking:
    """Rank candidates for one search. The same input, in any order, gives the same answer.

    A candidate's score rests on the search and on that candidate alone, so nobody who comes or goes can reorder two
    others.
    """
    passed: list[Scored] = []
    failed: list[tuple[Candidate, tuple[Failure, ...]]] = []
    for candidate in candidates:
        if why := failures(requirements, candidate):
            failed.append((candidate, why))
        else:
            passed.append(score(requirements, candidate, weights))
    matches = best_first(passed)
    matched = {match.candidate.provider_id for match in matches}
    others = [(candidate, why) for candidate, why in failed if candidate.provider_id not in matched]
    misses = [miss for candidate, why in others if (miss := near_miss(requirements, candidate, why, weights))]
    return Ranking(
        matches=matches,
        near_misses=_shown(misses),
        blocking=blocking(requirements, misses),
        excluded=_excluded(failed),
        weights_version=weights.version,
    )


def _shown(misses: list[ScoredMiss]) -> tuple[ScoredMiss, ...]:
    """The best few, each provider once, by the score that they would have."""
    seats: dict[int, ScoredMiss] = {}
    for miss in sorted(misses, key=lambda miss: miss.scored.order):
        seats.setdefault(miss.scored.candidate.provider_id, miss)
    return tuple(seats.values())[:NEAR_MISSES_SHOWN]


def _excluded(failed: list[tuple[Candidate, tuple[Failure, ...]]]) -> tuple[Excluded, ...]:
    rows = (
        Excluded(provider_id=candidate.provider_id, location_id=candidate.location_id, failures=why)
        for candidate, why in failed
    )
    return tuple(sorted(rows, key=lambda row: (row.provider_id, row.location_id)))
