"""A letter comes in, is answered once, and is forgotten in the end."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.parts import Button, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post, site_url
from providers.directory.models import Provider
from providers.letters.enums import LetterKind, LetterState
from providers.letters.models import DeskLetter
from providers.letters.rules import answer_due
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.notices.provider_mails import language_of

KEPT: Final = timedelta(days=730)
LIFE: Final = timedelta(days=7)


class AnsweredAlready(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody answered this letter already."))


@transaction.atomic
def write_letter(*, kind: LetterKind, words: str, by: User, form_key: UUID, now: datetime) -> DeskLetter:
    """For the desk. The same form sent twice is one letter."""
    fields = {
        "kind": kind, "user": by, "provider": Provider.objects.filter(user=by).first(), "words": words, "made_at": now,
        "due_at": answer_due(now),
    }  # fmt: skip
    return DeskLetter.objects.get_or_create(form_key=form_key, user=by, defaults=fields)[0]


@transaction.atomic
def answer_letter(*, letter_id: int, words: str, by: User, now: datetime) -> DeskLetter:
    """By staff, once, and never of one's own clinic. The writer hears by mail that it is there."""
    found = DeskLetter.objects.select_for_update(of=("self",)).select_related("provider", "user").get(pk=letter_id)
    if found.state != LetterState.OPEN:
        raise AnsweredAlready
    if found.provider is not None:
        require_not_own(provider=found.provider, by=by)
    found.state, found.answer, found.answered_by, found.answered_at = LetterState.ANSWERED, words, by, now
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    write_audit(actor=by, verb="letter answered", about=f"letters.deskletter {found.pk}", now=now)
    _tell(found, now=now)
    return found


def forget_letters(*, now: datetime) -> int:
    """Two years after they were answered. Returns how many are gone."""
    return DeskLetter.objects.filter(state=LetterState.ANSWERED, answered_at__lt=now - KEPT).delete()[0]


def _tell(found: DeskLetter, *, now: datetime) -> None:
    if not found.user.is_active:
        return
    language = _language(found)
    letter = answered_letter(str(found.key), language=language)
    post(
        letter, kind="letter_answered", to=found.user.email, language=language, life=LIFE, now=now,
        key=f"letter:{found.pk}",
    )  # fmt: skip


def _language(found: DeskLetter) -> str:
    if found.provider is not None:
        return language_of(found.provider)
    return found.user.language or settings.LANGUAGE_CODE


def answered_letter(key: str, *, language: str) -> Letter:
    """That there is an answer; what it says is read after signing in."""
    with translation.override(language):
        parts: list[Part] = [
            Sentences(_("You wrote to us. A person of our staff has answered.")),
            Button(_("Read the answer"), site_url(reverse("letters:letter", args=[key]))),
        ]
        return letter_of(_("We answered your letter"), parts, language=language)
