"""What people asked experts, where somebody looks through the guide: the guide itself knows of no question."""

from collections.abc import Sequence

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from matching.questions.selectors import QuestionLine, found_questions

register = template.Library()

MOST = 5


@register.simple_tag
def questions_saying(typed: str) -> Sequence[QuestionLine]:
    return found_questions(typed, language=get_language() or "en", now=timezone.now())[:MOST]
