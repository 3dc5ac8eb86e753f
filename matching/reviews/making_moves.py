"""Locking a review, and writing its moves."""

from datetime import datetime

from caarisma.common.moderating.errors import MovedMeanwhile
from matching.reviews.enums import NEW, WAITING, ReviewSide, ReviewState
from matching.reviews.errors import ReviewGone
from matching.reviews.models import Review, ReviewMove
from matching.reviews.moves import may_become
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after


def locked_review(review_id: int) -> Review:
    """ReviewGone for an unknown one. Everybody who changes a review, or says something to it, waits here first."""
    review = Review.objects.select_for_update(of=("self",), no_key=True).filter(pk=review_id).first()
    if review is None:
        raise ReviewGone
    return review


def make_review_move(
    review: Review,
    to: ReviewState,
    *,
    by: ReviewSide,
    now: datetime,
    who: int | None = None,
    second: int | None = None,
    reason: str = "",
) -> ReviewMove:
    """The row, and what the review says. Call it with the review locked; what else changed on it is stored too.

    MovedMeanwhile for a move that the table does not know: the page offered it a moment ago.
    """
    if to not in may_become(review.state, by=by):
        raise MovedMeanwhile
    move = ReviewMove.objects.create(
        review=review,
        n=review.n + 1,
        from_state=review.state,
        to_state=to,
        by=by,
        who=who,
        second=second,
        reason=reason,
        at=now,
    )
    was_waiting = review.state in WAITING
    review.state, review.n, review.removing_by, review.removing_for = to, move.n, None, ""
    if to not in WAITING:
        review.due_at = None
    elif not was_waiting or by == ReviewSide.AUTHOR:
        review.due_at = due_of(now)
    if to == ReviewState.PUBLISHED:
        review.published_at = review.published_at or now
    review.save()
    return move


def first_review_move(review: Review, *, now: datetime) -> ReviewMove:
    return ReviewMove.objects.create(
        review=review, n=1, from_state=NEW, to_state=ReviewState.WRITTEN, by=ReviewSide.AUTHOR, at=now
    )


def due_of(now: datetime) -> datetime:
    """Two working days."""
    return due_after(now, kind=CaseKind.NEW)
