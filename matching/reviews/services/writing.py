"""A review is written, changed and taken back by whoever went. Each is one step; a double click is one review."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from caarisma.common.limits import count_beyond
from caarisma.common.outbox import moves as outbox
from matching.consultations.errors import TooMuch
from matching.consultations.mails import PREFIX
from matching.consultations.rules.urgent import is_urgent
from matching.reviews import mails
from matching.reviews.enums import HELD_FROM, ReviewSide, ReviewState
from matching.reviews.errors import EditOver, NotOpenYet, ReviewGone
from matching.reviews.making_moves import due_of, first_review_move, locked_review, make_review_move
from matching.reviews.models import Review, ReviewInvitation, ReviewReply
from matching.reviews.models.review import EDITABLE, QUESTIONS
from matching.reviews.services.inviting import objected
from matching.reviews.signals import Traces, signals_of

DAY: Final = timedelta(days=1)
SENT_A_DAY: Final = 10  # of one review: each is read by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the author says. The four answers are 1 to 5; `paid` in dollars; `note` is for our staff alone."""

    listened: int
    careful: int
    price_kept: int
    again: int
    words: str
    sessions: int
    paid: int | None = None
    note: str = ""


@transaction.atomic
def write_review(
    *,
    invitation_id: int,
    by: Collection[int],
    written: Written,
    language: str,
    form_key: UUID,
    traces: Traces,
    now: datetime,
) -> Review:
    """New, or changed: then it is read again before anybody sees it. `by`: the askers of the browser.

    ReviewGone, NotOpenYet (also once the writer says that there was no visit), EditOver, TooMuch.
    """
    invitation = _locked_invitation(invitation_id, by)
    review = Review.objects.filter(invitation=invitation).first()
    if count_beyond(f"review:{invitation.pk}", most=SENT_A_DAY, within=DAY, now=now):
        raise TooMuch
    if review is None:
        return _new(invitation, written, language=language, form_key=form_key, traces=traces, now=now)
    review = locked_review(review.pk)
    if review.form_key == form_key:
        return review
    if now > review.editable_until or review.state in (ReviewState.REMOVED, ReviewState.WITHDRAWN):
        raise EditOver
    _fill(review, written, form_key=form_key, traces=traces)
    review.edited_at, review.text_n = now, review.n + 1
    make_review_move(review, ReviewState.WRITTEN, by=ReviewSide.AUTHOR, now=now)
    ReviewReply.objects.filter(review=review).delete()  # it was to other words
    _look_for_signals(review, invitation, traces, now=now)
    return review


@transaction.atomic
def take_back(*, review_id: int, by: Collection[int], now: datetime) -> None:
    """By its author, at any time: the words and answers are deleted, and the page shows nothing of it."""
    review = locked_review(review_id)
    if review.invitation is None or review.invitation.asker_id not in by:
        raise ReviewGone
    if review.state != ReviewState.WITHDRAWN:
        empty(review, now=now)


def empty(review: Review, *, now: datetime) -> None:
    """Call it with the review locked."""
    for name in (*QUESTIONS, "words", "note", "paid", "sessions"):
        setattr(review, name, None)
    review.signals, review.session_hash, review.urgent = [], "", False
    make_review_move(review, ReviewState.WITHDRAWN, by=ReviewSide.AUTHOR, now=now)
    ReviewReply.objects.filter(review=review).delete()
    review.reports.all().delete()
    review.objections.all().delete()
    if review.invitation is not None:
        outbox.take_back(f"{PREFIX}:{review.invitation.request_id}:review_", kind_starts="visit_", now=now)


def _new(
    invitation: ReviewInvitation, written: Written, *, language: str, form_key: UUID, traces: Traces, now: datetime
) -> Review:
    if not invitation.is_open(on=now) or objected().filter(request=invitation.request_id).exists():
        raise NotOpenYet
    review = Review(
        invitation=invitation,
        provider_id=invitation.provider_id,
        place_id=invitation.place_id,
        visited_at=invitation.visited_at,
        state=ReviewState.WRITTEN,
        n=1,
        text_n=1,
        no_stake=True,
        language=language,
        written_at=now,
        edited_at=now,
        editable_until=now + EDITABLE,
        due_at=due_of(now),
    )
    _fill(review, written, form_key=form_key, traces=traces)
    review.save()
    first_review_move(review, now=now)
    outbox.take_back(f"{PREFIX}:{invitation.request_id}:review_invited:", kind_starts="visit_", now=now)
    _look_for_signals(review, invitation, traces, now=now)
    return review


def _fill(review: Review, written: Written, *, form_key: UUID, traces: Traces) -> None:
    for name in (*QUESTIONS, "words", "sessions", "paid"):
        setattr(review, name, getattr(written, name))
    review.note = written.note or None
    review.urgent = is_urgent(written.words)
    review.form_key, review.session_hash = form_key, traces.browser


def _look_for_signals(review: Review, invitation: ReviewInvitation, traces: Traces, *, now: datetime) -> None:
    review.signals = list(signals_of(review, invitation, traces, now=now))
    if len(review.signals) >= HELD_FROM:
        make_review_move(review, ReviewState.HELD, by=ReviewSide.SITE, now=now)
    else:
        review.save(update_fields=["signals"])
    assert review.due_at is not None
    mails.tell_desk(about=f"{review.pk}:{review.n}", due_at=review.due_at, now=now)


def _locked_invitation(invitation_id: int, by: Collection[int]) -> ReviewInvitation:
    found = ReviewInvitation.objects.select_for_update(of=("self",), no_key=True).filter(pk=invitation_id).first()
    if found is None or found.asker_id not in by:
        raise ReviewGone
    return found
