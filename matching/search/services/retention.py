"""Delete what we promised to delete: a chore of the sweeper, which needs no broker."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from caarisma.common.advisory import Lock, taken
from matching.search.models import Intake
from matching.snapshots.changes import prune, watermark_now

BATCH = 500


@transaction.atomic
def delete_expired_intakes(*, now: datetime) -> int:
    """Delete up to a batch of intakes past their day, with all that hangs on them. Returns how many.

    One caller at a time: who finds another at it deletes nothing.
    """
    if not taken(Lock.DELETE_INTAKES):
        return 0
    expired = Intake.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)[:BATCH]
    deleted = Intake.objects.filter(pk__in=list(expired)).delete()[1]
    return deleted.get("search.Intake", 0)


@transaction.atomic
def delete_expired_sessions(*, now: datetime) -> int:
    """Delete up to a batch of sessions past their end: they may hold answers that were never sent."""
    if not taken(Lock.DELETE_SESSIONS):
        return 0
    expired = Session.objects.filter(expire_date__lte=now).order_by("expire_date").values_list("pk", flat=True)[:BATCH]
    return Session.objects.filter(pk__in=list(expired)).delete()[0]


def delete_all_expired(*, now: datetime) -> None:
    """Everything whose day has come, batch by batch."""
    for delete in (delete_expired_intakes, delete_expired_sessions):
        while delete(now=now) == BATCH:
            pass
    forget_changes(now=now)


def forget_changes(*, now: datetime) -> int:
    """Delete what the change log need not keep, also where no snapshot can be built. Whoever is that far behind is told
    by the log itself. Returns how many rows went.
    """
    return prune(below=watermark_now(), now=now)
