"""What a person does with a watch that is there: stop it, give it 90 days more, start it again, erase it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from matching.watches import mails
from matching.watches.enums import WatchState
from matching.watches.models import Watch, WatchQuerySet
from matching.watches.steps import locked_watch, set_live, set_over, watches_of


@transaction.atomic
def stop_watch(*, key: UUID, now: datetime, among: WatchQuerySet | None = None) -> Watch | None:
    """One press, and again without harm. None: nothing is left of it, or it never was on. WatchGone with `among`, for
    whoever has no such watch."""
    found = Watch.objects.select_for_update(of=("self",)).filter(key=key).first() if among is None else None
    watch = found or (locked_watch(key, among=among) if among is not None else None)
    if watch is None:
        return None
    if watch.state == WatchState.WAITING:
        mails.take_back(watch, now=now)
        watch.delete()
        return None
    set_over(watch, WatchState.STOPPED, now=now)
    return watch


@transaction.atomic
def renew_watch(*, key: UUID, now: datetime, among: WatchQuerySet | None = None) -> Watch:
    """On for 90 days from now, also one that is over. WatchGone when it is deleted, not theirs, or not confirmed."""
    rows = Watch.objects.all() if among is None else among
    watch = locked_watch(key, among=rows.exclude(state=WatchState.WAITING))
    set_live(watch, now=now)
    return watch


@transaction.atomic
def erase_watches(*, account_id: int | None, asker_ids: Collection[int], browser: str, now: datetime) -> int:
    """With what waits to be sent about them. Returns how many went."""
    theirs = watches_of(account_id=account_id, asker_ids=asker_ids, browser=browser)
    found = list(theirs.select_for_update(of=("self",)).order_by("pk"))
    for watch in found:
        mails.take_back(watch, now=now)
    Watch.objects.filter(pk__in=[watch.pk for watch in found]).delete()
    return len(found)
