"""What the engine says of a directory, in the words of the index."""

from matching import engine
from matching.engine import CURRENT
from matching.index import Miss, match, near_misses, search
from tests.matching.index.directories import candidate


def assert_agrees(index, clinics, requirements, weights=CURRENT):
    """Matches, near misses and totals of the index are those of engine.rank. Returns the engine's ranking."""
    ranking = engine.rank(requirements, [candidate(clinic, requirements.on) for clinic in clinics], weights)
    answer = search(index, requirements, weights, limit=1000)
    assert rows(answer.matches) == ranked(ranking.matches)
    assert answer.matches.total == len(ranking.matches)
    assert answer.near_misses == tuple(miss(near) for near in ranking.near_misses)
    assert answer.blocking == ranking.blocking
    assert answer.weights_version == ranking.weights_version
    for limit in (1, 2, 7):
        first = match(index, requirements, weights, limit=limit)
        assert rows(first) == ranked(ranking.matches)[:limit]
        assert first.total == len(ranking.matches)
    near = near_misses(index, requirements, weights)
    assert (near.shown, near.blocking) == (answer.near_misses, answer.blocking)
    return ranking


def rows(matches):
    columns = (matches.location_id, matches.provider_id, matches.score, matches.miles)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def ranked(matches):
    return [(m.candidate.location_id, m.candidate.provider_id, m.score, m.miles) for m in matches]


def miss(near):
    return Miss(
        location_id=near.scored.candidate.location_id,
        provider_id=near.scored.candidate.provider_id,
        failure=near.failure,
        relaxation=near.relaxation,
        score=near.scored.score,
        miles=near.scored.miles,
    )
