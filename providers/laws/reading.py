"""One person writes down what a law says, another confirms it or does not. Who is touched is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.laws.effects import RuleEffect, effect_of
from providers.screening.enums import CheckKind, ReadingStatus
from providers.screening.models import RuleReading, SourcePage
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.cases.own_cases import own_providers
from providers.vetting.notices.provider_mails import tell_provider


class EffectChanged(UserFacingError):
    """What would change is not what this person was shown."""

    status = 409


def draft_of(*, state: str, profession: str, facts: Mapping[str, Any], by: User, now: datetime) -> RuleReading:
    """What `write_reading` would save: to be shown with its effect. `facts`: fields of RuleReading."""
    return RuleReading(
        state=state, profession=profession, read_by=by, read_on=now.astimezone(OFFICE_ZONE).date(), **facts
    )


@transaction.atomic
def write_reading(
    *, state: str, profession: str, facts: Mapping[str, Any], page: SourcePage, by: User, now: datetime
) -> RuleReading:
    """Nothing changes by it: it waits for a second reader. UserFacingError when another reading waits, when the law is
    over already, or when the page is not one that was saved of a law."""
    _require_no_stake(state, profession, by)
    if page.kind != CheckKind.SCOPE or page.is_demonstration:
        raise UserFacingError(_("Attach the page of the law."))
    reading = draft_of(state=state, profession=profession, facts=facts, by=by, now=now)
    reading.page = page
    if effect_of(reading, now=now).is_over:
        raise UserFacingError(_("The last day of this law is past. Read the one that holds now."))
    try:
        with transaction.atomic():
            reading.save()
    except IntegrityError as error:
        if "rule_reading_one_waits" not in str(error):
            raise
        raise UserFacingError(_("A reading of this rule waits for its second reader already.")) from None
    write_audit(actor=by, verb="law.read", about=_about(reading), now=now, reading=reading.pk)
    return reading


@transaction.atomic
def confirm_reading(*, reading_id: int, seen: str, words: str = "", by: User, now: datetime) -> RuleEffect:
    """It counts from today, or from the law's own first day if that is to come, and ends what stood before it.

    `seen`: the effect that this person was shown. EffectChanged if it is another one by now.
    """
    reading = _waiting(reading_id, by)
    effect = effect_of(reading, now=now)
    if effect.is_over:
        raise UserFacingError(_("This ended while it waited. Send it back, and read the law anew."))
    if effect.seen != seen:
        raise EffectChanged(_("Since you opened this page, what would change has changed. Look again, then confirm."))
    reading.counts_from, reading.counts_until = effect.day, effect.last_day
    _answer(reading, ReadingStatus.VERIFIED, words, by, now)
    write_audit(
        actor=by, verb="law.confirmed", about=_about(reading), now=now, reading=reading.pk,
        hidden=len(effect.hidden), shown=len(effect.shown), told=len(effect.told),
    )  # fmt: skip
    for provider_id in sorted(effect.told):
        tell_provider(provider_id=provider_id, event="rule_read")
    return effect


@transaction.atomic
def refuse_reading(*, reading_id: int, words: str, by: User, now: datetime) -> RuleReading:
    """It never counts, and stays in the history with the words of who refused it."""
    reading = _waiting(reading_id, by)
    if not words.strip():
        raise UserFacingError(_("Say what you read otherwise."))
    _answer(reading, ReadingStatus.REFUSED, words, by, now)
    write_audit(actor=by, verb="law.refused", about=_about(reading), now=now, reading=reading.pk)
    return reading


def _waiting(reading_id: int, by: User) -> RuleReading:
    reading = RuleReading.objects.select_for_update().filter(pk=reading_id).first()
    if reading is None or reading.status != ReadingStatus.READ:
        raise UserFacingError(_("Somebody answered this reading already."))
    if reading.read_by_id == by.pk:
        raise UserFacingError(_("You read this. Somebody else has to confirm it."))
    _require_no_stake(reading.state, reading.profession, by)
    return reading


def _require_no_stake(state: str, profession: str, by: User) -> None:
    there = Q(locations__state=state) | Q(licenses__state=state)
    if own_providers(by).filter(there, profession=profession).exists():
        raise UserFacingError(_("This rule is about you, or about somebody you work with. A colleague has to read it."))


def _answer(reading: RuleReading, status: ReadingStatus, words: str, by: User, now: datetime) -> None:
    reading.status, reading.second_words, reading.second_by, reading.second_at = status, words.strip(), by, now
    reading.save(update_fields=["status", "second_words", "second_by", "second_at", "counts_from", "counts_until"])


def _about(reading: RuleReading) -> str:
    return f"rule {reading.state} {reading.profession}"
