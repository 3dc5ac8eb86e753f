"""Whose question it is: of an asker whom the browser holds, or while it waits for its press of the browser that asked.
To everybody else the author's pages are not there."""

from collections.abc import Collection

from django.db.models import Q

from matching.questions.models import Question
from matching.questions.models.question import QuestionQuerySet


def questions_of(*, asker_ids: Collection[int], browser: str) -> QuestionQuerySet:
    mine = Q(asker__in=asker_ids)
    if browser:
        mine |= Q(browser=browser)
    return Question.objects.filter(mine)
