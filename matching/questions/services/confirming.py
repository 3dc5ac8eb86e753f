"""The button behind a mailed link: confirms an address and sends the question, or opens it. A GET does nothing."""

from datetime import datetime

from django.db import transaction

from matching.questions import mails
from matching.questions.enums import TextSide, TextState
from matching.questions.errors import QuestionLinkOver
from matching.questions.links import find_question
from matching.questions.making_moves import locked_text, make_text_move
from matching.questions.models import Question, QuestionText
from matching.questions.services.asking import require_below_limit
from matching.requests.services.proving import prove_address


@transaction.atomic
def press_question_link(*, token: str, browser: str, shared_device: bool = False, now: datetime) -> Question:
    """QuestionLinkOver for one that was used, or is too old; TooManyQuestions keeps the link for tomorrow.

    The browser holds the asker from now on, by the same rules as after the press for a request.
    """
    found = find_question(token)
    if found is None:
        raise QuestionLinkOver
    text = locked_text(found.texts.questions().get().pk)  # first the text, then its question, as everybody does
    question = Question.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if is_used_or_late(question, now=now) or question.press_hash != found.press_hash:
        raise QuestionLinkOver
    proves = question.press_browser == browser
    if question.address:
        question.asker = prove_address(
            address=question.address,
            language=question.reads,
            browser=browser,
            proves=proves,
            shared_device=shared_device,
            now=now,
        )
    question.pressed_at = now
    if question.confirmed_at is None:
        _send(question, text, now=now)
    question.save()
    return question


def is_used_or_late(question: Question, *, now: datetime) -> bool:
    return question.pressed_at is not None or question.press_ends_at is None or question.press_ends_at <= now


def _send(question: Question, text: QuestionText, *, now: datetime) -> None:
    """Whoever pressed reads this address: it is an asker's from now on, and waits to be read."""
    assert question.asker is not None
    require_below_limit(question.asker, now=now)
    question.confirmed_at = now
    question.email, question.email_key, question.browser = None, "", ""
    question.save()
    if text.state != TextState.UNSENT:  # taken back meanwhile
        return
    make_text_move(text, TextState.WRITTEN, by=TextSide.AUTHOR, now=now)
    text.text_n = text.n
    text.save(update_fields=["text_n"])
    assert text.due_at is not None
    mails.tell_desk_of(text, f"move:{text.n}", due_at=text.due_at, now=now)
