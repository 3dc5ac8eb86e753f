"""What somebody tells is stored at once, locked; then the rules for clusters look at it, in the same transaction."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.aftercare.rules.told import Told, told_from
from matching.aftercare.services.watching import watch_place
from matching.consultations.steps.locking import locked_askers


@transaction.atomic
def answer(*, follow_up_id: int, signs: frozenset[str] | None, now: datetime) -> bool:
    """The first screen, in place of what was told before. None: they would rather not say. False: nothing is stored,
    because the consent was taken back or the question is over; the page thanks all the same."""
    found = _open(follow_up_id, now=now)
    if found is None:
        return False
    follow_up, consent = found
    if signs is None:
        FollowUpAnswers.objects.filter(follow_up=follow_up).delete()
        return True
    _store(follow_up, consent, Told(signs=signs), now=now)
    return True


@transaction.atomic
def answer_rest(*, follow_up_id: int, rest: Told, now: datetime) -> bool:
    """The second screen; its own signs are of no account. False as above, and where there is no first one."""
    found = _open(follow_up_id, now=now)
    stored = FollowUpAnswers.objects.filter(follow_up=follow_up_id).first()
    if found is None or stored is None:
        return False
    follow_up, consent = found
    _store(follow_up, consent, replace(rest, signs=told_from(stored.answers).signs), now=now)
    return True


def _open(follow_up_id: int, *, now: datetime) -> tuple[FollowUp, FollowUpConsent] | None:
    """Locked after its asker, as whoever erases does it."""
    asker = FollowUp.objects.filter(pk=follow_up_id).values_list("visit__request__asker", flat=True).first()
    if asker is None or not locked_askers([asker]):
        return None
    consent = FollowUpConsent.objects.alive().filter(asker=asker).first()
    follow_up = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up_id, ends_at__gt=now).first()
    if consent is None or follow_up is None:
        return None
    follow_up.said_at = now
    follow_up.save(update_fields=["said_at"])
    return follow_up, consent


def _store(follow_up: FollowUp, consent: FollowUpConsent, told: Told, *, now: datetime) -> None:
    fields = {
        "answers": told.as_stored(),
        "consented_at": consent.given_at,
        "consent_version": consent.version,
        "told_at": now,
    }
    FollowUpAnswers.objects.update_or_create(follow_up=follow_up, defaults=fields)
    if told.is_event or told.is_grave:
        watch_place(follow_up_id=follow_up.pk, now=now)
