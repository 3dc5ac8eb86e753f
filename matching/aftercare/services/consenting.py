"""A person says that they may be asked, takes it back, or has what they told deleted."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from matching.aftercare import mails
from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.consultations.models import Visit
from matching.consultations.secrets import hashed
from matching.consultations.steps.locking import locked_askers

# Change it when the words beside the tick change: it is stored with the answers.
CONSENT_VERSION: Final = "2026-11-29"


@transaction.atomic
def allow_questions(*, asker_id: int, by: Collection[int], now: datetime) -> bool:
    """By their own tick. Again after they took it back: then it begins anew. False for others' and for who is gone."""
    if asker_id not in by or not locked_askers([asker_id]):
        return False
    given = {"given_at": now, "version": CONSENT_VERSION, "withdrawn_at": None}
    if not FollowUpConsent.objects.alive().filter(asker=asker_id).exists():
        FollowUpConsent.objects.update_or_create(asker_id=asker_id, defaults=given)
    return True


@transaction.atomic
def stop_questions(*, asker_id: int, by: Collection[int], now: datetime) -> None:
    """From now on nobody is asked and nothing is stored; mails that wait do not go. Twice is once."""
    if asker_id in by:
        _stop(asker_id, now=now)


@transaction.atomic
def stop_by_mail(*, token: str, now: datetime) -> None:
    """By the link of any of their mails, whoever has it and as often as they like. Says nothing about whose it is."""
    asker = FollowUp.objects.filter(stop_hash=hashed(token)).values_list("visit__request__asker", flat=True).first()
    if asker is not None:
        _stop(asker, now=now)


@transaction.atomic
def delete_answers(*, asker_id: int, by: Collection[int]) -> int:
    """What they told so far. Figures that were printed stay: nobody can be found in them. Returns how many went."""
    if asker_id not in by or not locked_askers([asker_id]):
        return 0
    return FollowUpAnswers.objects.filter(follow_up__visit__request__asker=asker_id).delete()[0]


@transaction.atomic
def erase_follow_ups(*, asker_ids: Collection[int], now: datetime) -> int:
    """Before their requests forget them. Consents go with the askers."""
    locked_askers(asker_ids)
    visits = list(Visit.objects.filter(request__asker__in=asker_ids).values_list("pk", flat=True))
    mails.take_back(visits, now=now)
    return FollowUp.objects.filter(visit__in=visits).delete()[0]


def _stop(asker_id: int, *, now: datetime) -> None:
    locked_askers([asker_id])
    FollowUpConsent.objects.alive().filter(asker=asker_id).update(withdrawn_at=now)
    visits = Visit.objects.filter(request__asker=asker_id, follow_ups__isnull=False)
    mails.take_back(list(visits.values_list("pk", flat=True).distinct()), now=now)
