"""Have those open intakes ranked anew that a change of the directory touches, and no others.

A change of the log is marked as told in the transaction that puts the jobs of its intakes back, so a kill loses
nothing. A chore of the sweeper; while it is away the gate still hides who must not be shown.
"""

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from caarisma.common.advisory import Lock, taken
from matching.engine import RADIUS_STEPS, bounding_box
from matching.index import Listings, searches_of, touched
from matching.search.assembly import requirements_of
from matching.search.enums import JobState
from matching.search.models import Intake, Match, MatchJob, NearMiss
from matching.search.services.jobs import rank_anew_behind
from matching.search.services.ranking import MATCHES_STORED
from matching.snapshots.candidate_rows import in_box
from matching.snapshots.export import listings_of
from matching.snapshots.models import ListingChange
from providers.listing.gate import admitted
from providers.listing.listed import listed_places
from providers.screening.enums import CaseStatus

log = logging.getLogger(__name__)

CHANGES_AT_ONCE = 1000
FEW = 50  # places; around more of them, all open intakes are read
A_DAY = timedelta(days=1)


def rematch(*, now: datetime) -> bool:
    """Tell the open intakes of everything that they have not heard of. Whether there was anything."""
    told = heard = rematch_changed(now=now)
    while heard == CHANGES_AT_ONCE:
        heard = rematch_changed(now=now)
    return told > 0


@transaction.atomic
def rematch_changed(*, now: datetime) -> int:
    """Tell them of up to a thousand changes. Returns how many; 0 when another process is at it.

    Marked first, read then: the facts are at least as new as the marked changes, and what commits later is unmarked. A
    price that changes in between is in what is read, and told once more by its own row, which costs little. The other
    way round its row would be marked, and the price that it tells of read by nobody.
    """
    if not taken(Lock.REMATCH):
        return 0
    waiting = ListingChange.objects.filter(rematched=False)
    changes = dict(waiting.order_by("pk").values_list("pk", "location_id")[:CHANGES_AT_ONCE])
    if not changes:
        return 0
    everything = None in changes.values()
    (waiting if everything else waiting.filter(pk__in=changes)).update(rematched=True)
    if everything:
        intakes = set(_open_intakes(now).values_list("pk", flat=True))
    else:
        intakes = _touched_by({location for location in changes.values() if location is not None}, now) | _at_work()
    _rank_anew(intakes, now)
    return len(changes)


@transaction.atomic
def rematch_by_date(*, now: datetime) -> int:
    """Tell them what a new day brought: no row changed, and still a listing lapsed or began.

    The gate hides who lapsed from midnight on; this gives the place to the next. Of a long list the total is counted
    anew each day, since who is below what is stored can lapse unseen. Returns how many are ranked anew.
    """
    if not taken(Lock.REMATCH):
        return 0
    opened = _open_intakes(now)
    intakes = set(
        opened.filter(job__matched_count__gt=MATCHES_STORED, job__done_at__lt=now - A_DAY).values_list("pk", flat=True)
    )
    for model in (Match, NearMiss):
        stored = model.objects.filter(intake__in=opened)
        listed = set(stored.values_list("location_id", flat=True).distinct())
        lapsed = listed - admitted(listed, now=now)
        intakes |= set(stored.filter(location__in=lapsed).values_list("intake_id", flat=True))
    for began_at, locations in _begun(now).items():
        intakes |= _touched_by(locations, now, among=opened.filter(job__done_at__lt=began_at))
    return _rank_anew(intakes, now)


def _rank_anew(intake_ids: Collection[int], now: datetime) -> int:
    put_back = rank_anew_behind(intake_ids=intake_ids, now=now)
    log.info("rematched", extra={"count": put_back})
    return put_back


def _open_intakes(now: datetime) -> QuerySet[Intake]:
    """Pending ones too: who ranks one of them at this moment may have read what was before."""
    return Intake.objects.alive(on=now).exclude(job__state=JobState.DEAD)


def _touched_by(locations: Collection[int], now: datetime, among: QuerySet[Intake] | None = None) -> set[int]:
    """The open intakes that have these locations on their list, or could have them now."""
    if not locations:
        return set()
    among = _open_intakes(now) if among is None else among
    facts = listings_of(locations)
    intakes = list(among.filter(_around(facts)))
    searches = searches_of(requirements_of(intakes, on=now).items())
    found = set(touched(searches, facts, on=now).tolist())
    for model in (Match, NearMiss):
        stored = model.objects.filter(location__in=locations, intake__in=among)
        found |= set(stored.values_list("intake_id", flat=True))
    return found


def _at_work() -> set[int]:
    """Intakes that somebody may be ranking now. What was read for them, and not yet stored, nobody can look up."""
    tried = MatchJob.objects.filter(state=JobState.PENDING, attempts__gt=0)
    return set(tried.values_list("intake_id", flat=True))


def _around(facts: Listings) -> Q:
    """Where an intake must be to have one of the listings within the widest radius. A first cut, by SQL."""
    places = set(zip(facts.latitude.tolist(), facts.longitude.tolist(), strict=True))
    if not places:
        return Q(pk__in=[])
    if len(places) > FEW:
        return Q()
    return reduce(or_, (in_box(bounding_box(*place, max(RADIUS_STEPS))) for place in places))


def _begun(now: datetime) -> dict[datetime, set[int]]:
    """Listed locations by the instant, in the last days, at which a case of theirs came into force: midnight there."""
    begun: defaultdict[datetime, set[int]] = defaultdict(set)
    today = now.date()
    cases = Q(
        provider__screening_cases__status=CaseStatus.APPROVED,
        provider__screening_cases__approved_from__range=(today - timedelta(days=3), today + timedelta(days=1)),
    )
    listed = listed_places(on=now).filter(cases)
    for location, zone, day in listed.values_list("pk", "time_zone", "provider__screening_cases__approved_from"):
        if day is not None and (began_at := datetime.combine(day, time.min, ZoneInfo(zone))) <= now:
            begun[began_at].add(location)
    return begun
