"""The change log is the queue: who might suit a watch now is looked at, once a change, by one sweeper at a time.

How far it was read is written in the transaction that notes what is new, so a kill loses nothing. The log is read
before the facts: they are at least as new, and what commits in between is told the next time.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import transaction

from caarisma.common.advisory import Lock, taken
from matching.index import Searches
from matching.search.assembly import NothingOffered
from matching.search.services.searching import find
from matching.snapshots.changes import changes_since, watermark_now
from matching.snapshots.export import listings_of
from matching.watches.answers import requirements_of_watch
from matching.watches.enums import WatchKind
from matching.watches.looking.news import note_providers, note_watch
from matching.watches.looking.reach import all_searches, suited
from matching.watches.models import Watch, WatchMark, WatchSighting
from providers.directory.models import PracticeLocation, Provider
from providers.listing.listed import listed_places, listed_providers
from providers.screening.enums import CaseStatus

FEW: Final = 8  # providers whose watches are cut out by SQL in one go
MANY: Final = 200  # above them all watches are read once
CHUNK: Final = 1000  # then so many providers at a time
MOST_FIRST_LOOKS: Final = 100
MOST_FOUND: Final = 1000  # providers of one search
BEGAN_LATELY: Final = timedelta(days=3)


@transaction.atomic
def hear_changes(*, now: datetime) -> int:
    """Look at everybody whose listing may have changed since the last time. Returns how many providers that were; 0
    when another process is at it."""
    if not taken(Lock.WATCHES):
        return 0
    here, mark = watermark_now(), WatchMark.objects.first()
    if mark is None or mark.origin != here.origin:
        providers, seen = _everybody(), here.seen
    else:
        changes = changes_since(mark.seen)
        everything, seen = changes.is_cut or None in changes.locations, changes.seen
        providers = _everybody() if everything else _providers_at(changes.locations)
    WatchMark.objects.update_or_create(id=1, defaults={"seen": seen, "origin": here.origin})
    if providers and Watch.objects.live().filter(kind=WatchKind.SEARCH).exists():
        look_at(providers, now=now)
    return len(providers)


@transaction.atomic
def hear_of_days(*, now: datetime) -> int:
    """Look at whom a new day brought or took: no row changed, and still a listing lapsed or began."""
    if not taken(Lock.WATCHES):
        return 0
    fit = WatchSighting.objects.filter(fits=True, watch__in=Watch.objects.live()).values("provider")
    seen = Provider.objects.filter(pk__in=fit)
    lapsed = seen.exclude(pk__in=listed_providers(on=now, among=seen).values("pk"))
    began = listed_places(on=now).filter(
        provider__screening_cases__status=CaseStatus.APPROVED,
        provider__screening_cases__approved_from__range=(
            (now - BEGAN_LATELY).date(), (now + timedelta(days=1)).date()
        ),
    )  # fmt: skip
    providers = {*lapsed.values_list("pk", flat=True), *began.values_list("provider_id", flat=True)}
    look_at(sorted(providers), now=now)
    return len(providers)


def look_at(provider_ids: Sequence[int], *, now: datetime) -> int:
    """Compare whom these providers suit with whom they suited. Returns how many news that makes. May be told twice."""
    if len(provider_ids) <= MANY:
        return sum(_look(few, None, now) for few in _in_turns(provider_ids, FEW))
    searches = all_searches()
    return sum(_look(many, searches, now) for many in _in_turns(provider_ids, CHUNK))


def look_first(*, now: datetime) -> int:
    """Compare the new watches, and those that are on again, with the directory. Returns how many."""
    ids = list(Watch.objects.live().filter(looked_at=None).order_by("pk").values_list("pk", flat=True))
    return sum(_look_first(pk, now=now) for pk in ids[:MOST_FIRST_LOOKS])


@transaction.atomic
def _look_first(watch_id: int, *, now: datetime) -> bool:
    waiting = Watch.objects.live().filter(pk=watch_id, looked_at=None)
    watch = waiting.select_for_update(of=("self",), skip_locked=True).select_related("choice").first()
    if watch is None:
        return False
    if watch.kind == WatchKind.SEARCH:
        see(watch, now=now)
    Watch.objects.filter(pk=watch_id).update(looked_at=now)
    return True


def see(watch: Watch, *, now: datetime) -> None:
    """Ask the search itself, gate and all, who fits at this moment."""
    try:
        found = find(requirements_of_watch(watch, on=now), limit=MOST_FOUND, now=now).matches
    except NothingOffered:
        found = []
    fitting = {(watch.pk, match.candidate.provider_id) for match in found}
    note_watch(fitting, watch_id=watch.pk, now=now)


def _look(provider_ids: Collection[int], searches: Searches | None, now: datetime) -> int:
    places = PracticeLocation.objects.filter(provider__in=provider_ids).values_list("pk", flat=True)
    fitting = suited(listings_of(list(places)), on=now, searches=searches)
    return note_providers(fitting, provider_ids=provider_ids, now=now)


def _providers_at(location_ids: Collection[int | None]) -> list[int]:
    found = PracticeLocation.objects.filter(pk__in=[pk for pk in location_ids if pk is not None])
    return list(found.order_by("provider_id").values_list("provider_id", flat=True).distinct())


def _everybody() -> list[int]:
    return list(Provider.objects.order_by("pk").values_list("pk", flat=True))


def _in_turns(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    rest = iter(ids)
    while part := list(islice(rest, size)):
        yield part
