"""Each night each search without a person is asked anew, of what patients are answered from: index, engine, gate."""

from datetime import date, datetime
from typing import Final

from matching.engine import Factor, Scored
from matching.insights.asking import requirements_of_search, together
from matching.insights.models import AnonymousSearch
from matching.insights.nights import night_of
from matching.search.assembly import NothingOffered
from matching.search.services.ranking import MATCHES_STORED
from matching.search.services.searching import find

BATCH: Final = 200


def judge_searches(*, now: datetime) -> bool:
    """Those that were not judged since last night. Whether that was a whole batch. Cut off, it goes on there."""
    night = night_of(now)
    waiting = AnonymousSearch.objects.recent(on=night).unjudged(on=night)
    rows = list(waiting.order_by("zip3", "areas", "concerns", "pk")[:BATCH])
    for same in together(rows):
        _judge(same, night, now)
    return len(rows) == BATCH


def _judge(same: list[AnonymousSearch], night: date, now: datetime) -> None:
    """Who asks for what is in the catalog no more found nobody."""
    matched, seats = 0, []
    try:
        found = find(requirements_of_search(same[0], on=now), limit=MATCHES_STORED, now=now)
    except NothingOffered:
        pass
    else:
        matched, seats = found.matched_count, [seat_of(match) for match in found.matches]
    keys = [row.pk for row in same]
    AnonymousSearch.objects.filter(pk__in=keys).update(judged_on=night, matched=matched, seats=seats)


def seat_of(match: Scored) -> list[int]:
    return [match.candidate.location_id, match.score, *(match.parts[factor] for factor in Factor)]
