"""Locking a text, and writing its moves. On the page it can be found; off the page there is nothing to find it by."""

from datetime import datetime
from uuid import UUID

from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile
from matching.consultations.rules.urgent import is_urgent
from matching.questions.enums import NEW, TextSide, TextState
from matching.questions.errors import QuestionGone
from matching.questions.models import Question, QuestionMove, QuestionText
from matching.questions.moves import text_may_become
from matching.questions.searching import vector_of
from providers.directory.models import Provider
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after


def locked_text(text_id: int) -> QuestionText:
    """QuestionGone for an unknown one. Everybody who changes a text, or decides on it, waits here first."""
    texts = QuestionText.objects.select_for_update(of=("self",), no_key=True)
    text = texts.select_related("question__asker", "provider").filter(pk=text_id).first()
    if text is None:
        raise QuestionGone
    return text


def first_text(
    question: Question,
    *,
    state: TextState,
    title: str,
    words: str,
    language: str,
    form_key: UUID,
    now: datetime,
    provider: Provider | None = None,
    by: User | None = None,
) -> QuestionText:
    """The row and its first move. Without a provider it is the question itself."""
    text = QuestionText.objects.create(
        question=question,
        provider=provider,
        by_user=by,
        state=state,
        n=1,
        text_n=1,
        title=title or None,
        words=words or None,
        language=language,
        urgent=is_urgent(f"{title}\n{words}"),
        form_key=form_key,
        written_at=now,
        edited_at=now,
        due_at=due_of(now) if state == TextState.WRITTEN else None,
    )
    QuestionMove.objects.create(text=text, n=1, from_state=NEW, to_state=state, by=TextSide.AUTHOR, at=now)
    return text


def make_text_move(
    text: QuestionText, to: TextState, *, by: TextSide, now: datetime, who: int | None = None, reason: str = ""
) -> QuestionMove:
    """The row, and what the text says. Call it with the text locked; what else changed on it is stored too.

    MovedMeanwhile for a move that the table does not know: the page offered it a moment ago.
    """
    if to not in text_may_become(text.state, by=by):
        raise MovedMeanwhile
    move = QuestionMove.objects.create(
        text=text, n=text.n + 1, from_state=text.state, to_state=to, by=by, who=who, reason=reason, at=now
    )
    text.state, text.n, text.search = to, move.n, None
    text.due_at = due_of(now) if to == TextState.WRITTEN else None
    if to == TextState.PUBLISHED:
        text.published_at = text.published_at or now
    text.save()
    if to == TextState.PUBLISHED:
        QuestionText.objects.filter(pk=text.pk).update(search=vector_of(text))
    return move


def due_of(now: datetime) -> datetime:
    """Two working days."""
    return due_after(now, kind=CaseKind.NEW)
