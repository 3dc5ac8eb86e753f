"""Mails to who waits for a state: one that asks for a press, and one that says what the answer is."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import Letter, post, site_url
from providers.directory.us import STATES
from providers.joining.models import JoinWait
from providers.joining.rules.answers import JoinAnswer, StateAnswer
from providers.joining.words import closed_words

CONFIRM_LASTS: Final = timedelta(days=7)
ANSWER_LASTS: Final = timedelta(days=14)
# Whoever has the address has the mail. It confirms or ends that one wait, and opens nothing else.
WAITS: Final = Signer(salt="providers.joining.wait", sep=".")


def ask_to_confirm(wait: JoinWait, *, now: datetime) -> None:
    """At most one a day, however often it is asked for."""
    key = f"join_wait:{wait.key.hex}:confirm:{now:%Y-%m-%d}"
    letter = confirm_letter(STATES[wait.state], wait_address(wait.key, language=wait.language), language=wait.language)
    post(
        letter, kind="join_confirm", to=wait.email, language=wait.language, life=CONFIRM_LASTS, now=now, hurry=True,
        key=key,
    )  # fmt: skip


def tell(wait: JoinWait, answer: StateAnswer, *, now: datetime) -> None:
    letter = answer_letter(answer, language=wait.language)
    post(letter, kind="join_answer", to=wait.email, language=wait.language, life=ANSWER_LASTS, now=now)


def confirm_letter(state: str, address: str, *, language: str) -> Letter:
    return render_letter("providers/joining/emails/confirm.txt", language=language, state=state, address=address)


def answer_letter(answer: StateAnswer, *, language: str) -> Letter:
    with override(language):
        address = site_url(reverse("joining:can_i_join"))
        no = "" if answer.answer == JoinAnswer.YES else closed_words(answer)
    return render_letter(
        "providers/joining/emails/answer.txt",
        language=language,
        state=STATES[answer.state],
        no=no,
        rule=answer.rule,
        address=address,
    )


def wait_address(key: UUID, *, language: str) -> str:
    with override(language):
        return site_url(reverse("joining:wait", args=[WAITS.sign(key.hex)]))


def wait_of(signed: str) -> UUID | None:
    """None for an address that we never mailed."""
    try:
        return UUID(WAITS.unsign(signed))
    except (BadSignature, ValueError):
        return None
