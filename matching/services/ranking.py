"""Rank one intake and store what was found. Called with the intake's job locked; see services/jobs.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching import engine
from matching.assembly import can_be_kept, candidates_near, requirements_for
from matching.engine import Explanation, Requirements, Scored
from matching.engine import NearMiss as EngineNearMiss
from matching.gate import admitted
from matching.models import Intake, Match, NearMiss

MATCHES_STORED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the job remembers of a ranking."""

    weights_version: str
    matched_count: int  # providers that met every need, stored or not
    blocking: list[dict[str, Any]]  # {"relaxation": ..., "providers": how many it would add}


def rank_and_store(*, intake: Intake, now: datetime) -> Found:
    """Replace the intake's matches and near misses by those of `now`. Needs a transaction around it."""
    requirements = requirements_for(intake, on=now)
    ranking = engine.rank(requirements, candidates_near(requirements, on=now))
    misses = [miss for miss in ranking.near_misses if can_be_kept(requirements, miss.relaxation)]
    allowed = admitted(
        [match.candidate.location_id for match in ranking.matches]
        + [miss.scored.candidate.location_id for miss in misses],
        now=now,
    )
    matches = [match for match in ranking.matches if match.candidate.location_id in allowed]
    misses = [miss for miss in misses if miss.scored.candidate.location_id in allowed]
    _store_matches(intake, requirements, matches, ranking.weights_version)
    _store_near_misses(intake, requirements, misses)
    return Found(
        weights_version=ranking.weights_version,
        matched_count=len(matches),
        blocking=[
            {"relaxation": line.relaxation.to_dict(), "providers": line.providers}
            for line in ranking.blocking
            if can_be_kept(requirements, line.relaxation)
        ],
    )


def _store_matches(intake: Intake, requirements: Requirements, matches: list[Scored], weights_version: str) -> None:
    """Deletes first, so that the unique keys on provider and position have nothing to refuse."""
    Match.objects.filter(intake=intake).delete()
    if not matches:
        return
    summary = engine.summarize(matches)
    Match.objects.bulk_create(
        _match_row(intake, position, match, engine.explain(requirements, match, summary), weights_version)
        for position, match in enumerate(matches[:MATCHES_STORED], start=1)
    )


def _match_row(intake: Intake, position: int, match: Scored, why: Explanation, weights_version: str) -> Match:
    return Match(
        intake=intake,
        provider_id=match.candidate.provider_id,
        location_id=match.candidate.location_id,
        position=position,
        score=match.score,
        parts={factor.value: part for factor, part in match.parts.items()},
        reasons=[reason.to_dict() for reason in why.reasons],
        drawback=why.drawback.to_dict(),
        distance_miles=match.miles,
        session_price=match.quote.session,
        course_low=match.quote.course_low,
        course_high=match.quote.course_high,
        fit_met=why.fit.met,
        fit_asked=why.fit.asked,
        weights_version=weights_version,
    )


def _store_near_misses(intake: Intake, requirements: Requirements, misses: list[EngineNearMiss]) -> None:
    NearMiss.objects.filter(intake=intake).delete()
    rows = []
    for position, miss in enumerate(misses, start=1):
        candidate = miss.scored.candidate
        asked = engine.quote(requirements, candidate)  # of the search as it is, not as it would be
        rows.append(
            NearMiss(
                intake=intake,
                provider_id=candidate.provider_id,
                location_id=candidate.location_id,
                position=position,
                need=miss.failure.need.value,
                relaxation=miss.relaxation.to_dict(),
                distance_miles=miss.scored.miles,
                session_price=asked.session if asked else None,
            )
        )
    NearMiss.objects.bulk_create(rows)
