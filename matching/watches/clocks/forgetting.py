"""Deleting what was promised to be deleted: a watch 30 days after its end, and with it an address that it alone had."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.consultations.people.alone import askers_alone
from matching.watches.enums import KEPT, OVER, WatchState
from matching.watches.models import Watch, WatchChoice, WatchLink


def forget_watches(*, now: datetime) -> int:
    """A chore. Each in a commit of its own; returns how many rows went."""
    return (
        Watch.objects.filter(state=WatchState.WAITING, ends_at__lte=now).delete()[0]
        + _forget_over(now=now)
        + WatchLink.objects.filter(ends_at__lte=now - KEPT).delete()[0]
        + WatchChoice.objects.filter(~Exists(Watch.objects.filter(choice=OuterRef("pk")))).delete()[0]
    )


@transaction.atomic
def _forget_over(*, now: datetime) -> int:
    over = Watch.objects.filter(state__in=OVER, ended_at__lte=now - KEPT)
    askers = set(over.exclude(asker=None).values_list("asker", flat=True))
    gone = over.delete()[0]
    return gone + askers_alone().filter(pk__in=askers).delete()[0]
