"""Deleting what was promised to be deleted, in the order in which it is of no more use."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.consultations.models import (
    Asker,
    CapacityWeek,
    Hold,
    Message,
    PressLink,
    Request,
    RequestDraft,
    RequestWords,
    SharedFact,
    SpecialDay,
)

WORDS_KEPT: Final = timedelta(days=30)  # after the end: what was asked, and shared
MESSAGES_KEPT: Final = timedelta(days=180)  # and with them who it was
REQUESTS_KEPT: Final = timedelta(days=730)
LINKS_KEPT: Final = timedelta(days=30)
WEEKS_KEPT: Final = timedelta(days=182)


def forget_all(*, now: datetime) -> int:
    """A chore. Each in a commit of its own; returns how many rows went."""
    return (
        RequestDraft.objects.filter(expires_at__lte=now).delete()[0]
        + Hold.objects.filter(ends_at__lte=now).delete()[0]
        + PressLink.objects.filter(ends_at__lte=now - LINKS_KEPT).delete()[0]
        + _forget_words(now=now)
        + _forget_people(now=now)
        + Request.objects.filter(ended_at__lte=now - REQUESTS_KEPT).delete()[0]
        + SpecialDay.objects.filter(day__lte=(now - WEEKS_KEPT).date()).delete()[0]
        + CapacityWeek.objects.filter(week__lte=(now - WEEKS_KEPT).date()).delete()[0]
    )


@transaction.atomic
def _forget_words(*, now: datetime) -> int:
    over = {"request__ended_at__lte": now - WORDS_KEPT}
    return sum(rows.objects.filter(**over).delete()[0] for rows in (RequestWords, SharedFact))


@transaction.atomic
def _forget_people(*, now: datetime) -> int:
    """After half a year a request has no asker; who has asked nothing for two years is gone."""
    over = Request.objects.filter(ended_at__lte=now - MESSAGES_KEPT, asker__isnull=False)
    gone = Message.objects.filter(request__ended_at__lte=now - MESSAGES_KEPT).delete()[0]
    over.update(asker=None, intake=None)
    idle = Asker.objects.filter(~Exists(Request.objects.filter(asker=OuterRef("pk"))))
    return gone + idle.filter(updated_at__lte=now - REQUESTS_KEPT).delete()[0]
