"""What each side reads of questions. In shapes of their own: what is not in the shape cannot be on the page."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from matching.questions.answerers import Answerer, answerers, listed_among
from matching.questions.enums import AskRule, TextState
from matching.questions.errors import QuestionGone
from matching.questions.models import Question, QuestionMove, QuestionText
from matching.questions.models.text import QuestionTextQuerySet
from matching.questions.searching import query_of, said_in_any_language
from matching.questions.whose import questions_of
from matching.questions.wording import why_sent_back
from providers.directory.models import Provider

PER_PAGE: Final = 20
MOST_FOUND: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """One of a list. `answers`: those that may be shown now."""

    number: int
    title: str
    language: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    id: int
    words: str
    language: str
    published_at: datetime
    by: Answerer


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion:
    """As anybody reads it. `gone`: answers by providers who are not listed now; nothing of them is in here."""

    number: int
    title: str
    words: str
    language: str
    published_at: datetime
    answers: Sequence[ShownAnswer]
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    lines: Sequence[QuestionLine]
    page: "Page[QuestionText]"


def question_list(*, number: str | None, now: datetime) -> QuestionPage:
    """All on the page, newest first."""
    page = Paginator(QuestionText.objects.questions().published(), PER_PAGE).get_page(number)
    return QuestionPage(lines=_lines(page, now=now), page=page)


def found_questions(typed: str, *, language: str, now: datetime) -> Sequence[QuestionLine]:
    """In whose words, or in whose answers that may be shown now, all that was typed stands: in any order and form, with
    or without accents. Those in the reader's language first."""
    if not typed.strip():
        return []
    said = QuestionText.objects.published().filter(said_in_any_language(typed))
    answered = list(said.answers().values_list("question", "provider"))
    listed = listed_among({provider for _question, provider in answered if provider}, now=now)
    by_answers = {question for question, provider in answered if provider in listed}
    asked = (
        QuestionText.objects.questions()
        .published()
        .filter(Q(pk__in=said.questions().order_by().values("pk")) | Q(question__in=by_answers))
    )
    ranked = asked.annotate(rank=SearchRank("search", query_of(typed, language))).order_by("-rank", "-published_at")
    lines = _lines(ranked[:MOST_FOUND], now=now)
    return sorted(lines, key=lambda line: line.language != language)


def shown_question(number: int, *, now: datetime) -> ShownQuestion:
    """QuestionGone for one that is not on the page."""
    asked = QuestionText.objects.questions().published().filter(pk=number).first()
    if asked is None or asked.published_at is None:
        raise QuestionGone
    texts = list(QuestionText.objects.answers().filter(question=asked.question_id, state=TextState.PUBLISHED))
    people = answerers([text.provider_id for text in texts if text.provider_id], now=now)
    shown = [
        ShownAnswer(
            id=text.pk, words=str(text.words), language=text.language, published_at=text.published_at, by=person
        )
        for text in sorted(texts, key=lambda each: each.pk)
        if text.published_at and text.provider_id and (person := people.get(text.provider_id))
    ]
    return ShownQuestion(
        number=asked.pk,
        title=str(asked.title),
        words=str(asked.words or ""),
        language=asked.language,
        published_at=asked.published_at,
        answers=shown,
        gone=len(texts) - len(shown),
    )


def answered_numbers(*, now: datetime) -> list[tuple[int, datetime]]:
    """(number, last change) of all questions with an answer that may be shown, for search engines."""
    answers = QuestionText.objects.answers().published().values_list("question", "provider", "published_at")
    listed = listed_among({provider for _question, provider, _at in answers if provider}, now=now)
    latest: dict[int, datetime] = {}
    for question, provider, at in answers:
        if provider in listed and at is not None:
            latest[question] = max(at, latest.get(question, at))
    asked = QuestionText.objects.questions().published().filter(question__in=latest).order_by("pk")
    return [(pk, latest[question]) for pk, question in asked.values_list("pk", "question")]


def _lines(texts: Iterable[QuestionText], *, now: datetime) -> list[QuestionLine]:
    asked = list(texts)
    answers = QuestionText.objects.answers().filter(
        question__in=[text.question_id for text in asked], state=TextState.PUBLISHED
    )
    pairs = list(answers.values_list("question", "provider"))
    listed = listed_among({provider for _question, provider in pairs if provider}, now=now)
    counts = Counter(question for question, provider in pairs if provider in listed)
    return [
        QuestionLine(number=text.pk, title=str(text.title), language=text.language, answers=counts[text.question_id])
        for text in asked
    ]


# --- Its author -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestion:
    """`why`: the rule that our staff named, in words to the author. `answers`: that may be shown now."""

    question: Question
    text: QuestionText
    why: str
    answers: int

    @property
    def may_change(self) -> bool:
        return self.text.state in (TextState.WRITTEN, TextState.SENT_BACK, TextState.PUBLISHED)


def own_question(key: UUID, *, askers: Collection[int], browser: str, now: datetime) -> OwnQuestion:
    """QuestionGone for others'."""
    mine = questions_of(asker_ids=askers, browser=browser).filter(key=key)
    found = _own(QuestionText.objects.questions().filter(question__in=mine), now=now)
    if not found:
        raise QuestionGone
    return found[0]


def own_questions(*, askers: Collection[int], browser: str, now: datetime) -> list[OwnQuestion]:
    """Newest first, without those that were taken back."""
    mine = questions_of(asker_ids=askers, browser=browser)
    texts = QuestionText.objects.questions().filter(question__in=mine).exclude(state=TextState.WITHDRAWN)
    return _own(texts.order_by("-written_at", "-pk"), now=now)


def _own(found: QuerySet[QuestionText], *, now: datetime) -> list[OwnQuestion]:
    texts = list(found.select_related("question__asker"))
    why = _why(texts)
    return [
        OwnQuestion(question=text.question, text=text, why=why.get(text.pk, ""), answers=line.answers)
        for text, line in zip(texts, _lines(texts, now=now), strict=True)
    ]


def _why(texts: Iterable[QuestionText]) -> dict[int, str]:
    """Of those that were sent back, the rule in words to their author."""
    back = [text.pk for text in texts if text.state == TextState.SENT_BACK]
    moves = QuestionMove.objects.filter(text__in=back, n=F("text__n")).values_list("text", "reason")
    return {text: why_sent_back(AskRule(reason)) for text, reason in moves} if back else {}


# --- Providers --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """What a provider reads of a question: what everybody does, and how their own answer stands."""

    question: ShownQuestion
    mine: QuestionText | None
    why: str

    @property
    def may_write(self) -> bool:
        return self.mine is None or self.mine.state != TextState.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderQuestions:
    """`open`: on the page, without an answer of this provider, those that nobody has answered first. `mine`: (line, own
    answer)."""

    open: Sequence[QuestionLine]
    mine: Sequence[tuple[QuestionLine, QuestionText]]


def questions_for(provider: Provider, *, now: datetime) -> ProviderQuestions:
    own = {text.question_id: text for text in QuestionText.objects.filter(provider=provider)}
    waiting = _lines(_on_page().exclude(question__in=own)[:MOST_FOUND], now=now)
    answered = list(_on_page().filter(question__in=own))
    texts = [own[text.question_id] for text in answered]
    return ProviderQuestions(
        open=sorted(waiting, key=lambda line: line.answers),
        mine=list(zip(_lines(answered, now=now), texts, strict=True)),
    )


def question_to_answer(number: int, provider: Provider, *, now: datetime) -> ToAnswer:
    """QuestionGone for one that is not on the page."""
    question = shown_question(number, now=now)
    mine = QuestionText.objects.filter(question__texts=number, provider=provider).first()
    return ToAnswer(question=question, mine=mine, why=_why([mine]).get(mine.pk, "") if mine is not None else "")


def count_to_answer(provider: Provider) -> int:
    """Of questions on the page to which this provider said nothing yet."""
    return _on_page().exclude(question__in=QuestionText.objects.filter(provider=provider).values("question")).count()


def _on_page() -> "QuestionTextQuerySet | QuerySet[QuestionText]":
    return QuestionText.objects.questions().published()
