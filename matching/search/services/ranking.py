"""Rank one intake and store what was found. Called with the intake's job locked; see services/jobs.py."""

from datetime import datetime

from matching import engine
from matching.engine import Explanation, Requirements, Scored, ScoredMiss
from matching.search.assembly import requirements_for
from matching.search.models import Intake, Match, NearMiss
from matching.search.services.searching import SearchResult, find

MATCHES_STORED = 30


def rank_and_store(*, intake: Intake, now: datetime) -> SearchResult:
    """Replace the intake's matches and near misses by those of `now`. Needs a transaction around it.

    Raises NothingOffered when nothing that it asks for is in the catalog any more.
    """
    requirements = requirements_for(intake, on=now)
    found = find(requirements, limit=MATCHES_STORED, now=now)
    _store_matches(intake, requirements, found.matches, found.weights_version)
    _store_near_misses(intake, requirements, found.near_misses)
    return found


def _store_matches(intake: Intake, requirements: Requirements, matches: list[Scored], weights_version: str) -> None:
    """Deletes first, so that the unique keys on provider and position have nothing to refuse.

    "Nearest" and "lowest" are said of the list that is shown, so it is what each match is compared with.
    """
    Match.objects.filter(intake=intake).delete()
    if not matches:
        return
    summary = engine.summarize(matches)
    Match.objects.bulk_create(
        _match_row(intake, position, match, engine.explain(requirements, match, summary), weights_version)
        for position, match in enumerate(matches, start=1)
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


def _store_near_misses(intake: Intake, requirements: Requirements, misses: list[ScoredMiss]) -> None:
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
                score=miss.scored.score,
                need=miss.failure.need.value,
                relaxation=miss.relaxation.to_dict(),
                distance_miles=miss.scored.miles,
                session_price=asked.session if asked else None,
            )
        )
    NearMiss.objects.bulk_create(rows)
