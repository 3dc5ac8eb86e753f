"""Questions and answers for tests, each brought where it is by the services that bring real ones there."""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from caarisma.accounts.models import User
from matching.consultations.models import Asker
from matching.questions.enums import AskRule, TextReportReason
from matching.questions.models import Question, QuestionReport, QuestionText
from matching.questions.services.answering import write_answer
from matching.questions.services.asking import AskedBy, ask_question
from matching.questions.services.deciding import publish_text, send_text_back, tick_ask_rules
from matching.questions.services.reporting import report_text
from providers.directory.models import Provider
from tests.factories.consultations import make_asker
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.matching.consultations.conftest import text_of

TITLE = "How long does a bruise after shots last?"
WORDS = "I have read one week and I have read three."
ANSWER = "A bruise mostly fades in one to two weeks. One that grows or hurts more needs a doctor."
numbers = count(1)


def ask(
    *, now: datetime, asker: Asker | None = None, title: str = TITLE, words: str = WORDS, **by: Any
) -> QuestionText:
    """The question as a text: it waits to be read."""
    asker = asker or make_asker(now=now, user=None, email=f"asks{next(numbers)}@example.com")
    asked_by = AskedBy(email=str(asker.email), browser=by.pop("browser", uuid4().hex), askers=[asker.pk], **by)
    question = ask_question(title=title, words=words, by=asked_by, form_key=uuid4(), now=now)
    return question.texts.questions().get()


def ask_unproved(*, now: datetime, email: str = "new@example.com", browser: str = "b" * 64, **said: Any) -> Question:
    """It waits for the press on the mailed link."""
    by = AskedBy(email=email, browser=browser, language=said.pop("language", "en"))
    told = {"title": TITLE, "words": WORDS, **said}
    return ask_question(**told, by=by, form_key=uuid4(), now=now)


def reader() -> User:
    return make_user(is_staff=True)


def tick(text: QuestionText, by: User, *broken: AskRule, now: datetime) -> None:
    text.refresh_from_db()
    tick_ask_rules(text_id=text.pk, broken=broken, urgent=False, by=by, seen=text.text_n, now=now)


def publish(text: QuestionText, *, now: datetime, by: User | None = None) -> QuestionText:
    by = by or reader()
    tick(text, by, now=now)
    publish_text(text_id=text.pk, by=by, now=now)
    text.refresh_from_db()
    return text


def send_back(text: QuestionText, *, now: datetime, rule: AskRule = AskRule.GENERAL) -> QuestionText:
    by = reader()
    tick(text, by, rule, now=now)
    send_text_back(text_id=text.pk, rule=rule, by=by, now=now)
    text.refresh_from_db()
    return text


def make_answerer(*, now: datetime, **changed: Any) -> Provider:
    return make_listed_location(now=now, provider=make_provider(user=make_user(), **changed)).provider


def answer(
    asked: QuestionText, *, now: datetime, provider: Provider | None = None, words: str = ANSWER, **said: Any
) -> QuestionText:
    """It waits to be read."""
    provider = provider or make_answerer(now=now)
    told = {"language": "en", "form_key": uuid4(), "seen": 0, **said}
    return write_answer(number=asked.pk, words=words, provider=provider, by=provider.user, now=now, **told)


def make_text_report(text: QuestionText, *, now: datetime) -> QuestionReport:
    return report_text(text_id=text.pk, reason=TextReportReason.WRONG, words="x", now=now)


def press_token(kind: str) -> str:
    """Of the newest mail of this kind."""
    return text_of(kind).split("/ask/press/")[1].split("/")[0]
