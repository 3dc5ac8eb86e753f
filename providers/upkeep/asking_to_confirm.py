"""Asking clinics every 90 days whether what we show of them is right; whoever does not answer leaves the lists by the
table of reasons on day 120. No job takes anybody off: see providers/listing/reasons.py, not_confirmed.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.db.models import Exists, Min, OuterRef, Q

from providers.directory.models import Provider
from providers.directory.models.location import CONFIRMED_FOR
from providers.screening.enums import CaseStatus
from providers.screening.models import ScreeningCase
from providers.vetting.notices.provider_mails import tell_provider

log = logging.getLogger(__name__)

# Days after the last word on which a mail goes. From the 90th on patients read since when nobody confirmed it.
STEPS: Final = (75, 83, 88, 105, 118, CONFIRMED_FOR.days)
TOLD_LATELY: Final = timedelta(days=7)  # who is off for longer was told, or had no account then


def ask_to_confirm(*, now: datetime) -> int:
    """A chore. Returns how many mails stand in the outbox because of it: each goes once, by its key."""
    today, told = now.date(), 0
    for provider_id, since in _due(today=today):
        step = step_of((today - since).days)
        try:
            with transaction.atomic():
                event = "not_confirmed" if step == STEPS[-1] else "still_right"
                key = f"confirm:{provider_id}:{since.isoformat()}:{step}"
                tell_provider(provider_id=provider_id, event=event, key=key)
                told += 1
        except DatabaseError as error:
            log.error("asking to confirm failed", extra={"error": type(error).__name__})
    return told


def step_of(days: int) -> int:
    """The newest step that is due; late runs skip what they missed."""
    return max(step for step in STEPS if step <= days)


def _due(*, today: date) -> list[tuple[int, date]]:
    """(provider, day of the oldest word), of those who are approved: others have more to do than this."""
    approved = ScreeningCase.objects.filter(
        provider=OuterRef("pk"), status=CaseStatus.APPROVED, approved_until__gte=today
    )
    works = Q(locations__is_active=True, locations__confirmed_on__gte=today - CONFIRMED_FOR - TOLD_LATELY)
    oldest = Provider.objects.filter(Exists(approved), user__is_active=True).annotate(
        since=Min("locations__confirmed_on", filter=works)
    )
    due = oldest.filter(since__lte=today - timedelta(days=STEPS[0])).order_by("pk")
    return list(due.values_list("pk", "since"))
