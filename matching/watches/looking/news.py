"""Who fits is compared with who fitted: what is new, what is back, who is gone.

A provider who was away for less than a week is no news, nor one that was told of in the last month. A price that fell
is news when it lets somebody in: before it they did not fit.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from matching.watches.models import Watch, WatchSighting
from matching.watches.timing import due_at

AWAY: Final = timedelta(days=7)
TOLD_AGAIN: Final = timedelta(days=30)

Pair = tuple[int, int]  # watch, provider


def note(fitting: Collection[Pair], *, known: QuerySet[WatchSighting], now: datetime) -> int:
    """`fitting`: who fits now; `known`: all that is written of the pairs that were looked at. May be told the same
    twice. Returns how many are news.
    """
    rows = {(watch, provider): rest for watch, provider, *rest in known.values_list(*_COLUMNS)}
    fresh = [pair for pair in set(fitting) if pair not in rows]
    fits = set(fitting)
    back: list[int] = []
    news: list[int] = []
    gone: list[int] = []
    for pair, (pk, did_fit, told_at, left_at) in rows.items():
        if did_fit and pair not in fits:
            gone.append(pk)
        elif not did_fit and pair in fits:
            quiet = now - left_at < AWAY or (told_at is not None and now - told_at < TOLD_AGAIN)
            (back if quiet else news).append(pk)
    WatchSighting.objects.filter(pk__in=gone).update(fits=False, left_at=now)
    WatchSighting.objects.filter(pk__in=back).update(fits=True, left_at=None)
    WatchSighting.objects.filter(pk__in=news).update(fits=True, left_at=None, news_at=now, told_at=None)
    WatchSighting.objects.bulk_create(
        [WatchSighting(watch_id=watch, provider_id=provider, news_at=now) for watch, provider in fresh],
        ignore_conflicts=True,
    )
    # Who came back before they were told of is news still.
    told = [*(pair for pair, row in rows.items() if row[0] in {*back, *news}), *fresh]
    set_due({watch for watch, _provider in told}, now=now)
    return len(fresh) + len(news)


_COLUMNS: Final = ("watch_id", "provider_id", "pk", "fits", "told_at", "left_at")


def set_due(watch_ids: Collection[int], *, now: datetime) -> None:
    """Of those that have something to tell, and no mail that is due for it yet."""
    untold = WatchSighting.objects.filter(watch__in=watch_ids, fits=True, news_at__isnull=False, told_at=None)
    watches = Watch.objects.live().filter(pk__in=untold.values("watch"), mail_due_at=None)
    by_time: defaultdict[datetime, list[int]] = defaultdict(list)
    for pk, how_often, zone, mailed_at in watches.values_list("pk", "how_often", "time_zone", "mailed_at"):
        by_time[due_at(how_often, zone, mailed_at=mailed_at, now=now)].append(pk)
    for at, ids in by_time.items():
        Watch.objects.live().filter(pk__in=ids, mail_due_at=None).update(mail_due_at=at)
