"""What goes when a person does, and when its time is over. A question goes whole, with its answers: without the
question they say nothing, and whoever asked may have told more of themselves than they know."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from matching.consultations.people.alone import askers_alone
from matching.questions import mails
from matching.questions.enums import AUTHOR_KEPT, BACK_KEPT, TextState
from matching.questions.making_moves import locked_text
from matching.questions.models import Question, QuestionMove, QuestionText
from matching.questions.whose import questions_of


@transaction.atomic
def erase_questions(*, asker_ids: Collection[int], browser: str, now: datetime) -> int:
    """Of these askers, and what this browser has not sent yet. Returns how many."""
    ids = list(questions_of(asker_ids=asker_ids, browser=browser).order_by("pk").values_list("pk", flat=True))
    asked = QuestionText.objects.questions().filter(question__in=ids).order_by("pk").values_list("pk", flat=True)
    for number in list(asked):
        locked_text(number)
    mine = list(Question.objects.filter(pk__in=ids))
    for question in mine:
        mails.take_mails_back(question, now=now)
        question.delete()
    return len(mine)


def forget_questions(*, now: datetime) -> int:
    """A chore. What was never confirmed, what was taken back, what was sent back and not changed: deleted. Of what is
    on the page nobody knows after a year who asked it. Returns how many rows were touched."""
    return Question.objects.over(on=now).delete()[0] + _forget_hidden(now=now) + _forget_authors(now=now)


def _forget_hidden(*, now: datetime) -> int:
    hidden = (TextState.SENT_BACK, TextState.WITHDRAWN)
    last = QuestionMove.objects.filter(n=F("text__n"), to_state__in=hidden, at__lte=now - BACK_KEPT)
    old = list(last.values_list("text", flat=True))
    gone = Question.objects.filter(texts__in=QuestionText.objects.questions().filter(pk__in=old)).delete()[0]
    return gone + QuestionText.objects.filter(pk__in=old).delete()[0]


@transaction.atomic
def _forget_authors(*, now: datetime) -> int:
    """With the address, where it has asked for nothing else."""
    old = Question.objects.filter(asked_at__lte=now - AUTHOR_KEPT, asker__isnull=False)
    old = old.exclude(texts__in=QuestionText.objects.questions().waiting().order_by())
    askers = set(old.values_list("asker", flat=True))
    ids = list(old.values_list("pk", flat=True))
    fields = {"asker": None, "press_hash": "", "press_browser": "", "press_ends_at": None, "pressed_at": None}
    Question.objects.filter(pk__in=ids).update(**fields)
    askers_alone().filter(pk__in=askers).delete()
    return len(ids)
