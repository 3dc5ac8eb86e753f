"""What several services do to a watch that they hold locked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from matching.watches import mails
from matching.watches.enums import LASTS, OVER, WatchState
from matching.watches.errors import WatchGone
from matching.watches.models import Watch, WatchQuerySet, WatchSighting


def locked_watch(key: UUID, *, among: WatchQuerySet | None = None) -> Watch:
    """WatchGone when it is not there, or not among those."""
    rows = Watch.objects.all() if among is None else among
    found = rows.select_for_update(of=("self",)).filter(key=key).first()
    if found is None:
        raise WatchGone
    return found


def set_live(watch: Watch, *, now: datetime, **owner: Any) -> None:
    """From now on for 90 days. One that was over is compared with the directory anew."""
    if not watch.is_live:
        watch.looked_at = None
    watch.state, watch.ended_at, watch.end_told_at = WatchState.LIVE, None, None
    watch.ends_at = now + LASTS
    watch.confirmed_at = watch.confirmed_at or now
    for name, value in owner.items():
        setattr(watch, name, value)
    watch.save()


def set_over(watch: Watch, state: WatchState, *, now: datetime) -> None:
    """Nothing about it is sent any more, but for what a sender has in hand."""
    if watch.state in OVER:
        return
    watch.state, watch.ended_at, watch.mail_due_at = state, now, None
    watch.save()
    mails.take_back(watch, now=now)


def know(watch: Watch, provider_ids: Collection[int], *, now: datetime) -> None:
    """They are on the list that the person looks at: no news."""
    WatchSighting.objects.bulk_create(
        [WatchSighting(watch=watch, provider_id=provider, told_at=now) for provider in set(provider_ids)],
        ignore_conflicts=True,
    )


def watches_of(*, account_id: int | None, asker_ids: Collection[int], browser: str = "") -> WatchQuerySet:
    """All that this one may see: the account's, those of the askers that the browser holds, and what it asked for that
    still waits for a press."""
    theirs = Q(asker__in=asker_ids)
    if account_id is not None:
        theirs |= Q(user=account_id)
    if browser:
        theirs |= Q(state=WatchState.WAITING, browser=browser)
    return Watch.objects.filter(theirs)
