"""Asking: at once for whose address is proved, else after a press on a mailed link. The same form twice is one.

What was typed has been looked through for personal details by the form (rules/personal.py)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from caarisma.common.limits import count_beyond
from matching.consultations.models import Asker
from matching.consultations.secrets import address_key, address_keys
from matching.consultations.steps.limiting import DAY, HOUR, may_mail
from matching.questions import mails
from matching.questions.enums import CONFIRM_LASTS, TextState
from matching.questions.errors import TooManyQuestions
from matching.questions.making_moves import first_text
from matching.questions.models import Question, QuestionText

ASKED_AN_HOUR: Final = 5  # from one browser
SENT_A_DAY: Final = 3  # of one address: each is read by a person
CHANGES_A_DAY: Final = 10  # of one text


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """`askers`: whom this browser has proved to be lately. `email`: as typed."""

    email: str
    browser: str
    askers: Collection[int] = ()
    language: str = "en"


@transaction.atomic
def ask_question(*, title: str, words: str, by: AskedBy, form_key: UUID, now: datetime) -> Question:
    """TooManyQuestions. After three mails a day to an address nothing is sent, and nobody is told so."""
    before = QuestionText.objects.select_related("question").filter(form_key=form_key, provider=None).first()
    if before is not None:
        return before.question
    if count_beyond(f"question:ask:{by.browser[:40]}", most=ASKED_AN_HOUR, within=HOUR, now=now):
        raise TooManyQuestions
    asker = Asker.objects.filter(pk__in=by.askers, email_key__in=address_keys(by.email)).first()
    question = _proved(asker, by, now) if asker is not None else _waiting(by, now)
    state = TextState.WRITTEN if asker is not None else TextState.UNSENT
    text = first_text(question, state=state, title=title, words=words, language=by.language, form_key=form_key, now=now)
    if text.due_at is not None:
        mails.tell_desk_of(text, f"move:{text.n}", due_at=text.due_at, now=now)
    return question


@transaction.atomic
def send_press_again(*, question_id: int, browser: str, now: datetime) -> None:
    """The mail with the button once more, to the address that is known; whoever asks for it, it goes there alone."""
    question = Question.objects.select_for_update(of=("self",)).select_related("asker").get(pk=question_id)
    if question.address and may_mail(address_key(question.address), now=now):
        kind = "confirm" if question.confirmed_at is None else "link"
        mails.send_press(question, kind, browser=browser, now=now)


def require_below_limit(asker: Asker, *, now: datetime, most: int = SENT_A_DAY, within: timedelta = DAY) -> None:
    """Count one more question of this address. TooManyQuestions."""
    if count_beyond(f"question:asker:{asker.pk}", most=most, within=within, now=now):
        raise TooManyQuestions


def _proved(asker: Asker, by: AskedBy, now: datetime) -> Question:
    require_below_limit(asker, now=now)
    Asker.objects.filter(pk=asker.pk).update(updated_at=now)
    return Question.objects.create(asker=asker, language=by.language, asked_at=now, confirmed_at=now)


def _waiting(by: AskedBy, now: datetime) -> Question:
    question = Question.objects.create(
        email=by.email.strip(),
        email_key=address_key(by.email),
        browser=by.browser,
        language=by.language,
        asked_at=now,
        press_ends_at=now + CONFIRM_LASTS,
    )
    if may_mail(question.email_key, now=now):
        mails.send_press(question, "confirm", browser=by.browser, now=now)
    return question
