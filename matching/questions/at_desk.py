"""What waits about questions and answers, and what a moderator reads of each. Reading is written down each time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.reading import look_that_counts
from matching.questions.answerers import is_listed
from matching.questions.enums import AskRule, TextReportState, TextState
from matching.questions.mails import MODERATE
from matching.questions.models import QuestionLook, QuestionMove, QuestionReport, QuestionText
from matching.questions.services.deciding import is_own_text


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTask:
    """One line of the queue."""

    url: str
    what: str
    by: str
    number: int
    made_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToRead:
    """`title`, `words`, `asked` (of an answer: the question) are "" for who may not read them."""

    text: QuestionText
    title: str
    words: str
    asked: str
    may_read: bool
    is_open: bool
    is_listed: bool  # of an answer: whether its provider is now
    look: QuestionLook | None
    broken: Sequence[str]
    moves: Sequence[QuestionMove]
    reports: Sequence[QuestionReport]


def question_tasks() -> Iterator[QuestionTask]:
    for text in QuestionText.objects.waiting():
        yield QuestionTask(
            url=reverse("moderation:question", args=[text.pk]),
            what=_("Answer to a question, to read") if text.is_answer else _("Question, to read"),
            by=_("a provider") if text.is_answer else _("the author"),
            number=text.pk,
            made_at=text.edited_at,
            due_at=text.due_at or text.edited_at,
        )
    for report in QuestionReport.objects.filter(state=TextReportState.OPEN).select_related("text"):
        yield QuestionTask(
            url=reverse("moderation:question_report", args=[report.pk]),
            what=_("Report about an answer") if report.text.is_answer else _("Report about a question"),
            by=_("somebody"),
            number=report.text_id,
            made_at=report.made_at,
            due_at=report.due_at,
        )


def question_dues() -> list[datetime]:
    """When each of them is due, to be counted."""
    texts = QuestionText.objects.filter(state=TextState.WRITTEN).values_list("due_at", flat=True)
    reports = QuestionReport.objects.filter(state=TextReportState.OPEN).values_list("due_at", flat=True)
    return [due for due in (*texts, *reports) if due]


def may_read_text(text: QuestionText, *, by: User) -> bool:
    """Not one's own, nor of one's own clinic."""
    return by.has_perm(MODERATE) and not is_own_text(text, by=by)


def text_to_read(text: QuestionText, *, by: User, now: datetime) -> TextToRead:
    allowed, is_open = may_read_text(text, by=by), text.state == TextState.WRITTEN
    look: QuestionLook | None = look_that_counts(text, by) if allowed and is_open else None
    asked = text.question.texts.questions().get() if text.is_answer else None
    if allowed:
        write_audit(actor=by, verb="read question text", about=f"questions.questiontext {text.pk}", now=now)
    return TextToRead(
        text=text,
        title=str(text.title or "") if allowed else "",
        words=str(text.words or "") if allowed else "",
        asked=_whole(asked) if asked is not None and allowed else "",
        may_read=allowed,
        is_open=is_open,
        is_listed=text.provider is None or is_listed(text.provider, now=now),
        look=look,
        broken=[str(AskRule(code).label) for code in look.broken] if look else [],
        moves=list(text.moves.order_by("n")),
        reports=list(text.reports.exclude(state=TextReportState.OPEN).order_by("pk")),
    )


def _whole(asked: QuestionText) -> str:
    return "\n".join(str(part) for part in (asked.title, asked.words) if part)
