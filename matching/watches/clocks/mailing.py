"""What is new goes out: each watch in a transaction of its own, so none stops another. A chore; run again, it does the
rest."""

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import models, transaction
from django.db.models import Min

from matching.watches import mails
from matching.watches.enums import ENDS_SOON, WatchKind, WatchState
from matching.watches.looking.changes import see
from matching.watches.looking.places import takes_patients
from matching.watches.models import Watch, WatchSighting
from matching.watches.steps import set_over
from matching.watches.timing import due_at, is_mailed_today, nine_after

log = logging.getLogger(__name__)

BATCH: Final = 100
TRIED_AGAIN: Final = timedelta(hours=1)


def plan_mails(*, now: datetime) -> int:
    """Say when those are mailed who have something to hear, and no mail that is due. Not in the step that notes what is
    new: that one has to keep up with the directory. Returns how many."""
    untold = WatchSighting.objects.filter(fits=True, news_at__isnull=False, told_at=None)
    waiting = untold.filter(watch__state=WatchState.LIVE, watch__mail_due_at=None)
    facts = ("watch", "watch__how_often", "watch__time_zone", "watch__mailed_at")
    rows = waiting.order_by().values_list(*facts).annotate(first=Min("news_at"))
    by_time: defaultdict[datetime, list[int]] = defaultdict(list)
    for pk, how_often, zone, mailed_at, first in rows:
        by_time[due_at(how_often, zone, mailed_at=mailed_at, now=first)].append(pk)
    for at, ids in by_time.items():
        Watch.objects.live().filter(pk__in=ids, mail_due_at=None).update(mail_due_at=at)
    return sum(map(len, by_time.values()))


def mail_due(*, now: datetime) -> bool:
    """Whether that was a whole batch."""
    plan_mails(now=now)
    due = list(Watch.objects.due(on=now).values_list("pk", flat=True)[:BATCH])
    for watch_id in due:
        try:
            mail_watch(watch_id=watch_id, now=now)
        except Exception as error:  # its text may quote an address
            log.error("watch failed", extra={"error": type(error).__name__})
            Watch.objects.due(on=now).filter(pk=watch_id).update(mail_due_at=now + TRIED_AGAIN)
    return len(due) == BATCH


@transaction.atomic
def mail_watch(*, watch_id: int, now: datetime) -> bool:
    """Asks the gate once more, and writes the mail if anything is left to tell. Whether it was written."""
    watch = _locked(watch_id, now=now)
    if watch is None:
        return False
    if is_mailed_today(watch.mailed_at, watch.time_zone, now=now):
        watch.mail_due_at = nine_after(now, watch.time_zone)
        watch.save(update_fields=["mail_due_at"])
        return False
    news = _news(watch, now)
    reached = bool(watch.address) and (watch.asker is None or watch.asker.bounced_at is None)
    sent = bool(news) and reached and mails.send_news(watch, news, now=now)
    _settle(watch, sent, now)
    return sent


def _locked(watch_id: int, *, now: datetime) -> Watch | None:
    due = Watch.objects.due(on=now).filter(pk=watch_id)
    locked = due.select_for_update(of=("self",), skip_locked=True)
    return locked.select_related("choice", "user", "asker", "place").first()


def _news(watch: Watch, now: datetime) -> int:
    """How much there is to tell at this moment."""
    if watch.place is not None:
        return int(takes_patients(watch.place, now=now))
    see(watch, now=now)
    return _untold(watch).count()


def _untold(watch: Watch) -> models.QuerySet[WatchSighting]:
    return WatchSighting.objects.filter(watch=watch, fits=True, news_at__isnull=False, told_at=None)


def _settle(watch: Watch, sent: bool, now: datetime) -> None:
    """A clinic is told of once: then this is over. What cannot reach its person is not tried again each minute."""
    watch.mail_due_at, watch.mailed_at = None, now if sent else watch.mailed_at
    _untold(watch).update(told_at=now)
    watch.save(update_fields=["mail_due_at", "mailed_at"])
    if sent and watch.kind == WatchKind.PLACE:
        Watch.objects.filter(pk=watch.pk).update(state=WatchState.ENDED, ended_at=now)


def tell_ends(*, now: datetime) -> int:
    """A week before: one mail, with one press for 90 days more. Returns how many."""
    soon = Watch.objects.live().filter(ends_at__gt=now, ends_at__lte=now + ENDS_SOON, end_told_at=None)
    ids = list(soon.order_by("ends_at", "pk").values_list("pk", flat=True)[:BATCH])
    for watch_id in ids:
        _tell_end(watch_id, now=now)
    return len(ids)


@transaction.atomic
def _tell_end(watch_id: int, *, now: datetime) -> None:
    rows = Watch.objects.live().filter(pk=watch_id, end_told_at=None).select_for_update(of=("self",), skip_locked=True)
    watch = rows.select_related("user", "asker").first()
    if watch is None:
        return
    if watch.address and (watch.asker is None or watch.asker.bounced_at is None):
        mails.send_end(watch, now=now)
    Watch.objects.filter(pk=watch_id).update(end_told_at=now)


def end_overdue_watches(*, now: datetime) -> int:
    """By themselves, on their day. Returns how many."""
    ids = list(Watch.objects.live().filter(ends_at__lte=now).order_by("ends_at").values_list("pk", flat=True)[:BATCH])
    return sum(_end(watch_id, now=now) for watch_id in ids)


@transaction.atomic
def _end(watch_id: int, *, now: datetime) -> bool:
    watch = Watch.objects.live().select_for_update(of=("self",)).filter(pk=watch_id, ends_at__lte=now).first()
    if watch is None:  # somebody gave it 90 days more at this moment
        return False
    set_over(watch, WatchState.ENDED, now=now)
    return True
