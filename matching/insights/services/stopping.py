"""One press stops the weekly mail, another starts it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from caarisma.common.outbox import moves as outbox
from matching.insights.models import WeeklyMail


@transaction.atomic
def set_weekly(*, provider_id: int, wanted: bool, now: datetime) -> WeeklyMail:
    """By the provider, in the portal. Again without harm."""
    WeeklyMail.objects.get_or_create(provider_id=provider_id)
    weekly = WeeklyMail.objects.select_for_update().get(provider_id=provider_id)
    if wanted == (weekly.stopped_at is None):
        return weekly
    weekly.stopped_at = None if wanted else now
    weekly.save(update_fields=["stopped_at"])
    if not wanted:
        outbox.take_back(f"insights:{provider_id}:", now=now)
    return weekly


def stop_weekly(*, key: UUID, now: datetime) -> None:
    """By whoever reads the mail. Nothing is told where there is none any more."""
    weekly = WeeklyMail.objects.filter(key=key).first()
    if weekly is not None:
        set_weekly(provider_id=weekly.provider_id, wanted=False, now=now)
