"""Find whom a search should list: in the index when there is one, else in the database. Both give the same answer.

The index only proposes. Whoever it names is loaded from the truth, judged and scored by the engine, and passed by the
gate. Where any of them says otherwise, something changed in between: the index is refreshed and asked again, and the
database answers when that does not settle it.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from matching import engine
from matching.engine import CURRENT, Blocking, Candidate, Requirements, Scored, ScoredMiss
from matching.engine.near_misses import near_miss
from matching.engine.scoring import best_first
from matching.index import IndexAnswer, search
from matching.search.assembly import can_be_kept, candidates_at, candidates_near
from matching.search.enums import FoundBy
from matching.snapshots.reading import IndexAway, reader
from providers.listing.gate import admitted

log = logging.getLogger(__name__)

TRIES = 3  # before the database is asked, while the directory changes under the search


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search found. Everyone in it was admitted by the gate."""

    matches: list[Scored]  # the first of them, best first
    matched_count: int  # all that met every need
    near_misses: list[ScoredMiss]
    blocking: list[Blocking]
    weights_version: str
    by: FoundBy


def find(requirements: Requirements, *, limit: int, now: datetime) -> SearchResult:
    """The first `limit` matches, the near misses and the totals of a search."""
    try:
        return _in_index(requirements, limit, now)
    except IndexAway as away:
        log.info("searched without the index", extra={"outcome": str(away)})
    except DatabaseError:
        raise
    except Exception:  # a fault in what only makes it fast must not cost anybody their list
        log.exception("the index failed")
    return in_database(requirements, limit=limit, now=now)


def in_database(requirements: Requirements, *, limit: int, now: datetime) -> SearchResult:
    """The definition: every candidate near by, judged by the engine and the gate."""
    ranking = engine.rank(requirements, candidates_near(requirements, on=now))
    misses = [miss for miss in ranking.near_misses if can_be_kept(requirements, miss.relaxation)]
    allowed = admitted(
        [match.candidate.location_id for match in ranking.matches]
        + [miss.scored.candidate.location_id for miss in misses],
        now=now,
    )
    matches = [match for match in ranking.matches if match.candidate.location_id in allowed]
    return SearchResult(
        matches=matches[:limit],
        matched_count=len(matches),
        near_misses=[miss for miss in misses if miss.scored.candidate.location_id in allowed],
        blocking=[line for line in ranking.blocking if can_be_kept(requirements, line.relaxation)],
        weights_version=ranking.weights_version,
        by=FoundBy.SQL,
    )


def _in_index(requirements: Requirements, limit: int, now: datetime) -> SearchResult:
    """Raises IndexAway."""
    for _try in range(TRIES):
        answer = search(reader.index(), requirements, limit=limit)
        if found := _confirmed(requirements, answer, now):
            return found
    raise IndexAway("index and database differ")


def _confirmed(requirements: Requirements, answer: IndexAnswer, now: datetime) -> SearchResult | None:
    """The answer in the truth's own words. None when the truth differs in any of those whom it names."""
    named = [*answer.matches.location_id.tolist(), *(miss.location_id for miss in answer.near_misses)]
    truth = {candidate.location_id: candidate for candidate in candidates_at(named, requirements, on=now)}
    if truth.keys() != set(named) or admitted(named, now=now) != set(named):
        return None
    matches = _matches(requirements, answer, truth)
    misses = _near_misses(requirements, answer, truth)
    if matches is None or misses is None:
        return None
    return SearchResult(
        matches=matches,
        matched_count=answer.matches.total,
        near_misses=[miss for miss in misses if can_be_kept(requirements, miss.relaxation)],
        blocking=[line for line in answer.blocking if can_be_kept(requirements, line.relaxation)],
        weights_version=answer.weights_version,
        by=FoundBy.INDEX,
    )


def _matches(requirements: Requirements, answer: IndexAnswer, truth: dict[int, Candidate]) -> list[Scored] | None:
    proposed = list(zip(answer.matches.location_id.tolist(), answer.matches.score.tolist(), strict=True))
    candidates = [truth[location] for location, _score in proposed]
    if any(engine.failures(requirements, candidate) for candidate in candidates):
        return None
    scored = best_first(engine.score(requirements, candidate, CURRENT) for candidate in candidates)
    told = [(match.candidate.location_id, match.score) for match in scored]
    return list(scored) if told == proposed else None


def _near_misses(
    requirements: Requirements, answer: IndexAnswer, truth: dict[int, Candidate]
) -> list[ScoredMiss] | None:
    misses = []
    for proposed in answer.near_misses:
        candidate = truth[proposed.location_id]
        miss = near_miss(requirements, candidate, engine.failures(requirements, candidate), CURRENT)
        if miss is None or (miss.relaxation, miss.scored.score) != (proposed.relaxation, proposed.score):
            return None
        misses.append(miss)
    return misses
