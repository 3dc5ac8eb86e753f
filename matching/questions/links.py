"""The one mailed link of a question: its token is in the mail alone, here is its hash."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import override

from caarisma.common.outbox.writing import site_url
from matching.consultations.secrets import hashed, new_token
from matching.questions.models import Question


def new_question_link(question: Question, *, lasts: timedelta, now: datetime, browser: str = "") -> str:
    """The token of a new one; the one before opens nothing any more."""
    token = new_token()
    question.press_hash, question.press_browser = hashed(token), browser
    question.press_ends_at, question.pressed_at = now + lasts, None
    question.save(update_fields=["press_hash", "press_browser", "press_ends_at", "pressed_at"])
    return token


def find_question(token: str) -> Question | None:
    """For the page with the button. Reads alone."""
    return Question.objects.select_related("asker").filter(press_hash=hashed(token)).first()


def question_press_address(token: str, *, language: str) -> str:
    with override(language):
        return site_url(reverse("questions:press", args=[token]))


def public_address(number: int, *, language: str) -> str:
    with override(language):
        return site_url(reverse("questions:question", args=[number]))
