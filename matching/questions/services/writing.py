"""The author changes a question or takes it back. Each is one step; what is changed is read again first."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from caarisma.common.limits import count_beyond
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.consultations.rules.urgent import is_urgent
from matching.consultations.steps.limiting import DAY
from matching.questions import mails
from matching.questions.enums import TextSide, TextState
from matching.questions.errors import QuestionGone, TooManyQuestions
from matching.questions.making_moves import locked_text, make_text_move
from matching.questions.models import QuestionText
from matching.questions.services.asking import CHANGES_A_DAY
from matching.questions.whose import questions_of


@transaction.atomic
def change_question(
    *, question_id: int, title: str, words: str, by: Collection[int], form_key: UUID, seen: int, now: datetime
) -> QuestionText:
    """`by`: the askers of the browser. `seen`: the move of the page that was changed.

    QuestionGone for others', TooManyQuestions, MovedMeanwhile when it changed in another window, or is taken back.
    """
    text = _own_text(question_id, by)
    if text.form_key == form_key:
        return text
    if text.n != seen or text.state == TextState.UNSENT:
        raise MovedMeanwhile
    if count_beyond(f"question:change:{text.pk}", most=CHANGES_A_DAY, within=DAY, now=now):
        raise TooManyQuestions
    return rewrite(text, title=title, words=words, form_key=form_key, now=now)


def rewrite(
    text: QuestionText, *, title: str, words: str, form_key: UUID, now: datetime, language: str = ""
) -> QuestionText:
    """Call it with the text locked. MovedMeanwhile for one that cannot be changed any more."""
    text.language = language or text.language
    text.title, text.words, text.form_key = title or None, words or None, form_key
    text.urgent, text.edited_at, text.text_n = is_urgent(f"{title}\n{words}"), now, text.n + 1
    make_text_move(text, TextState.WRITTEN, by=TextSide.AUTHOR, now=now)
    assert text.due_at is not None
    mails.tell_desk_of(text, f"move:{text.n}", due_at=text.due_at, now=now)
    return text


@transaction.atomic
def take_question_back(*, question_id: int, by: Collection[int], browser: str, now: datetime) -> None:
    """By its author, at any time, also before the press: the words are deleted, and its page is gone with all answers.
    Twice is once. QuestionGone for others'."""
    mine = questions_of(asker_ids=by, browser=browser).filter(pk=question_id)
    number = QuestionText.objects.questions().filter(question__in=mine).values_list("pk", flat=True).first()
    if number is None:
        raise QuestionGone
    text = locked_text(number)
    if text.state != TextState.WITHDRAWN:
        empty_text(text, now=now)
        mails.take_mails_back(text.question, now=now)


def empty_text(text: QuestionText, *, now: datetime) -> None:
    """Call it with the text locked."""
    text.title, text.words, text.urgent = None, None, False
    make_text_move(text, TextState.WITHDRAWN, by=TextSide.AUTHOR, now=now)
    text.reports.all().delete()


def _own_text(question_id: int, by: Collection[int]) -> QuestionText:
    found = QuestionText.objects.questions().filter(question=question_id, question__asker__in=by)
    number = found.values_list("pk", flat=True).first()
    if number is None:
        raise QuestionGone
    return locked_text(number)
