"""Made-up questions in every state, in both languages, with answers of providers on the list and of one who was. Each
went through the services of real ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.questions.enums import AskRule, TextReportReason
from matching.questions.models import Question, QuestionText
from matching.questions.services.answering import write_answer
from matching.questions.services.asking import AskedBy, ask_question
from matching.questions.services.deciding import publish_text, send_text_back, tick_ask_rules
from matching.questions.services.reporting import report_text
from matching.questions.services.writing import take_question_back
from providers.demo.logins import email_of
from providers.demo.threads import asker_of
from providers.directory.models import Provider
from providers.listing.listed import listed_providers

DAY: Final = timedelta(days=1)
LONG_AGO: Final = 45  # days: when somebody answered who is not listed now
NOBODYS: Final = ("question:", "question-answer:", "question-waits:")  # mails that nobody waits for


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """By whom ("first" and "second" have sign-ins, "gone" is not listed any more), the words, and what came of it."""

    who: str
    words: str
    fate: str = "published"


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    title: str
    words: str
    asked: int  # days ago
    fate: str = "published"
    language: str = "en"
    answers: Sequence[DemoAnswer] = field(default_factory=tuple)


QUESTIONS: Final = (
    DemoQuestion(
        "How long does a bruise after shots in the face last?",
        "I have read one week and I have read three. I would like to know before I plan a wedding.",
        20,
        answers=(
            DemoAnswer(
                "first",
                "Most small bruises fade in one to two weeks. Plan two weeks before a big day.\n"
                "A spot that grows, feels hot or hurts more after some days is not a bruise. Show it to a doctor.",
            ),
            DemoAnswer(
                "second",
                "It differs a lot. Blood thinners and some supplements make bruises larger. Nobody should stop a "
                "medicine for this without the doctor who gave it.",
            ),
        ),
    ),
    DemoQuestion(
        "Is anything that is used in mesotherapy approved by the FDA for it?",
        "",
        LONG_AGO + 1,
        answers=(
            DemoAnswer(
                "gone",
                "Single substances are approved for other uses. The mix and the way it is given are not.",
            ),
            DemoAnswer(
                "first",
                "No mix is FDA approved for mesotherapy. Some single parts are approved for other uses. Ask for "
                "the name and the maker of each part, and look them up.",
            ),
        ),
    ),
    DemoQuestion(
        "¿Duele más en la cara o en el cuero cabelludo?",
        "Tengo miedo a las agujas y quiero saber qué esperar.",
        12,
        language="es",
        answers=(
            DemoAnswer(
                "first",
                "Cada persona lo siente de otra manera. Muchas dicen que la frente y el cuero cabelludo molestan "
                "más que las mejillas. Una crema que adormece ayuda a algunas.",
            ),
        ),
    ),
    DemoQuestion(
        "What should a clinic tell about a product before the first shot?",
        "I asked for the name of the product and they did not want to say.",
        9,
        answers=(DemoAnswer("second", "The name, the maker, the lot and what is in it. Photograph the box.", "waits"),),
    ),
    DemoQuestion("How many sessions do clinics plan before one can judge whether it does anything?", "", 5),
    DemoQuestion(
        "¿Se puede ir a la piscina después de una sesión?",
        "Nado tres veces por semana.",
        4,
        language="es",
        answers=(DemoAnswer("second", "Depende. Pregunte en su clínica.", "sent_back"),),
    ),
    DemoQuestion("Can one have it in summer, when the sun is strong?", "I work outside.", 2, "waits"),
    DemoQuestion(
        "Is it normal that lips feel thick right after a session?",
        "A friend says her face is swelling and she finds it hard to breathe.",
        1,
        "waits",
    ),
    DemoQuestion("I am 52 and had it at a clinic here, should I go again?", "They want more money.", 3, "sent_back"),
    DemoQuestion("Does cold help against the sting, or a cream?", "", 6, "taken_back"),
    DemoQuestion("Why do prices for one session differ so much?", "I was told 90 and 400 dollars.", 1, "unsent"),
)


def make_demo_questions(*, now: datetime) -> int:
    """For the sign-ins of logins.py. Once: what is there already stays. Returns how many."""
    if Question.objects.exists():
        return 0
    reader, people = User.objects.get(email=email_of("moderator")), _people(now=now)
    for number, told in enumerate(QUESTIONS, start=1):
        _ask(told, number, reader, people, now=now)
    for start in NOBODYS:
        Mail.objects.filter(key__startswith=start).delete()
    return len(QUESTIONS)


def _people(*, now: datetime) -> dict[str, Provider]:
    """Who answers. Without a directory nobody does."""
    roles = {"first": "provider", "second": "2nd provider"}
    listed = listed_providers(on=now)
    found = {who: listed.filter(user__email=email_of(role)).first() for who, role in roles.items()}
    then = listed_providers(on=now - LONG_AGO * DAY).filter(is_demonstration=True, user=None)
    found["gone"] = then.exclude(pk__in=listed.values("pk")).order_by("pk").first()
    return {who: provider for who, provider in found.items() if provider is not None}


def _ask(told: DemoQuestion, number: int, reader: User, people: dict[str, Provider], *, now: datetime) -> None:
    at = now - told.asked * DAY
    patient = User.objects.get(email=email_of("patient")) if told.fate in ("sent_back", "unsent") else None
    asker = asker_of(f"asks{number}@demo.caarisma.example", now=at, user=patient)
    known = [] if told.fate == "unsent" else [asker.pk]
    by = AskedBy(email=str(asker.email), browser=uuid4().hex, askers=known, language=told.language)
    question = ask_question(title=told.title, words=told.words, by=by, form_key=uuid4(), now=at)
    text = question.texts.questions().get()
    if told.fate == "taken_back":
        take_question_back(question_id=question.pk, by=[asker.pk], browser="", now=at + DAY)
    if told.fate in ("published", "sent_back"):
        _decided(text, told.fate, reader, now=at + DAY / 2)
    for each in told.answers:
        if each.who in people:
            _answer(text, each, people[each.who], reader, language=told.language, now=at + DAY)


def _answer(
    asked: QuestionText, told: DemoAnswer, provider: Provider, reader: User, *, language: str, now: datetime
) -> None:
    """What the first says of a question is reported once: somebody looks at it."""
    text = write_answer(
        number=asked.pk,
        words=told.words,
        language=language,
        provider=provider,
        by=provider.user,
        form_key=uuid4(),
        seen=0,
        now=now,
    )
    if told.fate != "waits":
        _decided(text, told.fate, reader, now=now + DAY / 2)
    if told.fate == "published" and language == "es":
        words = "Mi médico dice otra cosa."
        report_text(text_id=text.pk, reason=TextReportReason.WRONG, words=words, now=now + DAY)


def _decided(text: QuestionText, fate: str, reader: User, *, now: datetime) -> None:
    broken = [AskRule.GENERAL] if fate == "sent_back" else []
    tick_ask_rules(text_id=text.pk, broken=broken, urgent=False, by=reader, seen=text.text_n, now=now)
    if broken:
        send_text_back(text_id=text.pk, rule=AskRule.GENERAL, by=reader, now=now)
    else:
        publish_text(text_id=text.pk, by=reader, now=now)
