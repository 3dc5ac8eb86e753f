"""Reading by the rules, then deciding by what was ticked. The same way for questions and answers, whoever wrote them.

The database holds it too: whoever publishes found every rule kept, whoever sends back names one that they ticked.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile, TicksFirst
from caarisma.common.moderating.reading import in_order, look_that_counts
from matching.questions import mails
from matching.questions.answerers import is_listed
from matching.questions.enums import AskRule, TextSide, TextState
from matching.questions.errors import NotListedNow, OwnText
from matching.questions.making_moves import locked_text, make_text_move
from matching.questions.models import QuestionLook, QuestionText
from providers.vetting.cases.own_cases import is_own


@transaction.atomic
def tick_ask_rules(
    *, text_id: int, broken: Collection[str], urgent: bool, by: User, seen: int, now: datetime
) -> QuestionLook:
    """What one reader found. `seen`: text_n of what they read."""
    text = _waiting(text_id, by)
    if text.text_n != seen:
        raise MovedMeanwhile
    return QuestionLook.objects.create(
        text=text, n=text.text_n, by=by, at=now, broken=in_order(broken, AskRule), urgent=urgent
    )


@transaction.atomic
def publish_text(*, text_id: int, by: User, now: datetime) -> QuestionText:
    """Every rule is kept. OwnText, TicksFirst, MovedMeanwhile; NotListedNow for the answer of who is off the list."""
    text = _waiting(text_id, by)
    if _ticked(text, by).broken:
        raise TicksFirst
    if text.provider is not None and not is_listed(text.provider, now=now):
        raise NotListedNow
    make_text_move(text, TextState.PUBLISHED, by=TextSide.DESK, who=by.pk, now=now)
    _told(text, by, "published", now=now)
    return text


@transaction.atomic
def send_text_back(*, text_id: int, rule: AskRule, by: User, now: datetime) -> QuestionText:
    """The author reads which rule it was, and can change it."""
    text = _waiting(text_id, by)
    if rule not in _ticked(text, by).broken:
        raise TicksFirst
    make_text_move(text, TextState.SENT_BACK, by=TextSide.DESK, who=by.pk, reason=rule, now=now)
    _told(text, by, "sent_back", now=now)
    return text


@transaction.atomic
def read_once_more(*, text_id: int, by: User, now: datetime) -> QuestionText:
    """Off the page until it was read again. Its author hears of what comes of it, not of this."""
    text = locked_text(text_id)
    require_not_own_text(text, by=by)
    make_text_move(text, TextState.WRITTEN, by=TextSide.DESK, who=by.pk, now=now)
    write_audit(actor=by, verb="question text reread", about=f"questions.questiontext {text.pk} {text.n}", now=now)
    return text


def is_own_text(text: QuestionText, *, by: User) -> bool:
    """Asked by them, or the answer of a clinic in which they have a stake."""
    if text.provider is not None:
        return is_own(provider=text.provider, by=by)
    asker = text.question.asker
    return asker is not None and asker.user_id == by.pk


def require_not_own_text(text: QuestionText, *, by: User) -> None:
    if is_own_text(text, by=by):
        raise OwnText


def _waiting(text_id: int, by: User) -> QuestionText:
    text = locked_text(text_id)
    require_not_own_text(text, by=by)
    if text.state != TextState.WRITTEN:
        raise MovedMeanwhile
    return text


def _ticked(text: QuestionText, by: User) -> QuestionLook:
    look: QuestionLook | None = look_that_counts(text, by)
    if look is None:
        raise TicksFirst
    return look


def _told(text: QuestionText, by: User, kind: str, *, now: datetime) -> None:
    """Who wrote it; and of an answer that is on the page whoever asked, once."""
    once, question = f"{text.pk}:move:{text.n}", text.question
    if text.provider is None:
        mails.tell_author(question, kind, number=text.pk, once=once, now=now)
    else:
        mails.tell_answerer(text.provider, kind, once=once, now=now)
        asked = question.texts.questions().get()
        if kind == "published" and asked.state == TextState.PUBLISHED:
            mails.tell_author(question, "answered", number=asked.pk, once=text.pk, now=now)
    write_audit(
        actor=by, verb=f"question text {text.state}", about=f"questions.questiontext {text.pk} {text.n}", now=now
    )
