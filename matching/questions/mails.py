"""Mails about questions. They say that something waits; never what was asked, what for, or who answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caarisma.accounts.telling import tell_staff
from caarisma.common.outbox import moves as outbox
from caarisma.common.outbox.parts import Button, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, is_posted, post, site_url
from matching.questions.enums import CONFIRM_LASTS, OPEN_LASTS
from matching.questions.links import new_question_link, public_address, question_press_address
from matching.questions.models import Question, QuestionText
from providers.directory.models import Provider
from providers.vetting.notices.provider_mails import language_of

MODERATE: Final = "questions.moderate_questiontext"
LIFE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class QuestionWords:
    subject: str
    sentences: Sequence[str]
    button: str


def _confirm() -> QuestionWords:
    return QuestionWords(
        _("Please confirm your question"),
        [
            _("Press the button, and our staff reads what you asked."),
            _("If you did not ask anything, do nothing. We will not write again."),
        ],
        _("Go on"),
    )


def _link() -> QuestionWords:
    return QuestionWords(
        _("Your link"), [_("You asked for a new link. Older links do not work any more.")], _("Open my question")
    )


def _sent_back() -> QuestionWords:
    return QuestionWords(
        _("Please look at what you asked"),
        [_("We could not put it on the page yet. Your page says why, and you can change it.")],
        _("Open my question"),
    )


def _published() -> QuestionWords:
    return QuestionWords(
        _("What you asked is on the page now"),
        [_("A person of our staff read it. We write again when somebody answers.")],
        _("Open the page"),
    )


def _answered() -> QuestionWords:
    return QuestionWords(
        _("Somebody answered your question"),
        [_("The answer is for everybody who asks the same. It is no advice for you alone.")],
        _("Read the answer"),
    )


AUTHOR: Final[Mapping[str, Callable[[], QuestionWords]]] = {
    "confirm": _confirm,
    "link": _link,
    "sent_back": _sent_back,
    "published": _published,
    "answered": _answered,
}
BY_LINK: Final = frozenset({"confirm", "link", "sent_back"})  # the others lead to a page that everybody may read


def _answer_published() -> QuestionWords:
    return QuestionWords(
        _("Your answer is on the page now"), [_("A person of our staff read it. Thank you.")], _("Sign in")
    )


def _answer_sent_back() -> QuestionWords:
    return QuestionWords(
        _("Please write your answer once more"),
        [_("We could not publish it. Your page says why, and you can change it.")],
        _("Sign in"),
    )


CLINIC_SIDE: Final[Mapping[str, Callable[[], QuestionWords]]] = {
    "published": _answer_published,
    "sent_back": _answer_sent_back,
}


def send_press(question: Question, kind: str, *, browser: str, now: datetime) -> None:
    """The mail with the link, for somebody who waits for it."""
    lasts = CONFIRM_LASTS if kind == "confirm" else OPEN_LASTS
    token = new_question_link(question, lasts=lasts, browser=browser, now=now)
    address = question_press_address(token, language=question.reads)
    _post(question, kind, address, key=f"{_start(question)}{kind}:{now.isoformat()}", hurry=True, life=lasts, now=now)


def tell_author(question: Question, kind: str, *, number: int, once: object, now: datetime) -> None:
    """In the transaction of what it tells, once for `once`. Nobody is told once nobody knows who asked.

    `number`: of the public page.
    """
    key = f"{_start(question)}{kind}:{once}"
    if not question.address or is_posted(key):
        return
    if kind in BY_LINK:
        token = new_question_link(question, lasts=OPEN_LASTS, now=now)
        address = question_press_address(token, language=question.reads)
    else:
        address = public_address(number, language=question.reads)
    _post(question, kind, address, key=key, life=LIFE, now=now)


def question_letter_of(kind: str, address: str, *, language: str) -> Letter:
    with translation.override(language):
        words = AUTHOR[kind]()
        parts: list[Part] = [*(Sentences(each) for each in words.sentences), Button(words.button, address)]
        return letter_of(words.subject, parts, language=language)


def tell_answerer(provider: Provider, kind: str, *, once: object, now: datetime) -> None:
    user, key = provider.user, f"question-answer:{kind}:{once}"
    if user is None or not user.is_active or is_posted(key):
        return
    language = language_of(provider)
    letter = answerer_letter(kind, language=language)
    post(letter, kind=f"clinic_answer_{kind}", to=user.email, language=language, life=LIFE, now=now, key=key)


def answerer_letter(kind: str, *, language: str) -> Letter:
    with translation.override(language):
        words = CLINIC_SIDE[kind]()
        path = "/provider/questions/" if language == settings.LANGUAGE_CODE else f"/{language}/provider/questions/"
        parts: list[Part] = [*(Sentences(each) for each in words.sentences), Button(words.button, site_url(path))]
        return letter_of(words.subject, parts, language=language)


def tell_desk_of(text: QuestionText, about: str, *, due_at: datetime, now: datetime) -> None:
    """All who may decide, each once for `about`: that something waits, and until when."""
    tell_staff(
        MODERATE,
        lambda language: question_waits_letter(due_at, language=language),
        kind="waits_question",
        about=f"question-waits:{text.pk}:{about}",
        now=now,
    )


def question_waits_letter(due_at: datetime, *, language: str) -> Letter:
    with translation.override(language):
        day = date_format(localtime(due_at), "WEEKDAY_FORMAT")
        parts: list[Part] = [
            Sentences(_("A question or an answer waits. Sign in to read it and to decide.")),
            Sentences(_("Please decide by %(day)s.") % {"day": day}),
            Button(_("Open the queue"), site_url(reverse("moderation:reports"))),
        ]
        return letter_of(_("A question waits"), parts, language=language)


def take_mails_back(question: Question, *, now: datetime) -> None:
    """What waits to be sent about something that is no longer so."""
    outbox.take_back(_start(question), now=now)


def _start(question: Question) -> str:
    return f"question:{question.pk}:"


def _post(
    question: Question, kind: str, address: str, *, key: str, life: timedelta, now: datetime, hurry: bool = False
) -> None:
    letter = question_letter_of(kind, address, language=question.reads)
    post(
        letter,
        kind=f"question_{kind}",
        to=question.address,
        language=question.reads,
        life=life,
        now=now,
        hurry=hurry,
        key=key,
    )
