"""Writes of what an intake's owner told us about their health."""

from datetime import datetime

from django.db import transaction

from matching.search.health.told import CONSENT_VERSION, HealthTold
from matching.search.models import HealthAnswers, Intake


@transaction.atomic(savepoint=False)  # it keeps nothing by halves, and who sends an intake waits
def save_health(*, intake_id: int, told: HealthTold, now: datetime) -> None:
    """Keep it, in the place of what was told before. Nothing is kept of whoever would rather not say, or is gone."""
    if (
        not Intake.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=intake_id, expires_at__gt=now)
        .exists()
    ):
        return
    if told.agreed_at is None:
        erase_health(intake_id=intake_id)
        return
    kept = {
        "answers": told.as_stored(),
        "consented_at": told.agreed_at,
        "consent_version": CONSENT_VERSION,
    }
    row = HealthAnswers(intake_id=intake_id, **kept)
    HealthAnswers.objects.bulk_create([row], update_conflicts=True, unique_fields=["intake"], update_fields=list(kept))


def erase_health(*, intake_id: int) -> bool:
    """Delete the health answers alone: the consent to them is taken back. False when there are none."""
    return bool(HealthAnswers.objects.filter(intake=intake_id).delete()[0])
