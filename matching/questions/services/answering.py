"""A listed provider answers a question that is on the page, under their name. A rule reads it first, then a person."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.limits import count_beyond
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.consultations.steps.limiting import DAY
from matching.questions import mails
from matching.questions.answerers import is_listed
from matching.questions.enums import TextState
from matching.questions.errors import AnsweredBefore, NotListedNow, QuestionGone, TooManyAnswers
from matching.questions.making_moves import first_text, locked_text
from matching.questions.models import QuestionText
from matching.questions.services.writing import empty_text, rewrite
from providers.directory.models import Provider

ANSWERS_A_DAY: Final = 30  # of one provider: each is read by a person


@transaction.atomic
def write_answer(
    *,
    number: int,
    words: str,
    language: str,
    provider: Provider,
    by: User | None,
    form_key: UUID,
    seen: int,
    now: datetime,
) -> QuestionText:
    """New, or changed: then it is read again. `number`: of the question. `seen`: the last move of one's own answer that
    the page showed, 0 for none. `by`: who typed it.

    NotListedNow; QuestionGone for one that is not on the page; AnsweredBefore, MovedMeanwhile for what another window
    did; TooManyAnswers.
    """
    if not is_listed(provider, now=now):
        raise NotListedNow
    asked = locked_text(number)  # two windows wait here for each other
    if asked.is_answer or asked.state != TextState.PUBLISHED:
        raise QuestionGone
    mine = QuestionText.objects.filter(question=asked.question_id, provider=provider).first()
    if mine is not None and mine.form_key == form_key:
        return mine
    if count_beyond(f"question:answer:{provider.pk}", most=ANSWERS_A_DAY, within=DAY, now=now):
        raise TooManyAnswers
    if mine is not None:
        return _changed(mine.pk, words, language, by=by, form_key=form_key, seen=seen, now=now)
    text = first_text(
        asked.question,
        state=TextState.WRITTEN,
        title="",
        words=words,
        language=language,
        form_key=form_key,
        provider=provider,
        by=by,
        now=now,
    )
    assert text.due_at is not None
    mails.tell_desk_of(text, f"move:{text.n}", due_at=text.due_at, now=now)
    return text


@transaction.atomic
def take_answer_back(*, number: int, provider: Provider, now: datetime) -> None:
    """At any time, listed or not. Twice is once. QuestionGone where there is none."""
    mine = QuestionText.objects.filter(question__texts=number, provider=provider).values_list("pk", flat=True).first()
    if mine is None:
        raise QuestionGone
    text = locked_text(mine)
    if text.state != TextState.WITHDRAWN:
        empty_text(text, now=now)


def _changed(
    text_id: int, words: str, language: str, *, by: User | None, form_key: UUID, seen: int, now: datetime
) -> QuestionText:
    text = locked_text(text_id)
    if not seen:
        raise AnsweredBefore
    if text.n != seen:
        raise MovedMeanwhile
    text.by_user = by
    return rewrite(text, title="", words=words, language=language, form_key=form_key, now=now)
