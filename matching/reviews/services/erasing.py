"""What goes when a person does, and when a year is over. A review that is on the page stays, without anybody's name:
others have decided by it. Whoever wants it gone takes it back first; the page that erases says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.common.outbox import moves as outbox
from matching.consultations.mails import PREFIX
from matching.reviews.enums import WAITING, ReviewState, Settled
from matching.reviews.making_moves import locked_review
from matching.reviews.models import Review, ReviewInvitation

NEVER_SHOWN = (*WAITING, ReviewState.SENT_BACK)


@transaction.atomic
def erase_reviews(*, asker_ids: Collection[int], now: datetime) -> int:
    """What waits or was sent back is deleted; what was removed loses its words; what is on the page stays, and nobody
    knows any more whose it is. Returns how many stay on the page."""
    mine = ReviewInvitation.objects.filter(asker__in=asker_ids).order_by("pk")
    reviews = [locked_review(pk) for pk in mine.filter(review__isnull=False).values_list("review", flat=True)]
    for review in reviews:
        _forget_author(review)
    for request_id in mine.values_list("request", flat=True):
        outbox.take_back(f"{PREFIX}:{request_id}:review_", kind_starts="visit_", now=now)
    mine.delete()
    return sum(review.state == ReviewState.PUBLISHED for review in reviews)


def forget_authors(*, now: datetime) -> int:
    """A chore: a year after the visit. What waits for a decision is not touched before it. Returns how many."""
    waits = Review.objects.filter(state__in=NEVER_SHOWN).values("invitation")
    objects = Review.objects.filter(objections__state=Settled.OPEN).values("invitation")
    over = ReviewInvitation.objects.over(on=now).exclude(pk__in=waits.filter(invitation__isnull=False))
    ids = list(over.exclude(pk__in=objects.filter(invitation__isnull=False)).values_list("pk", flat=True)[:500])
    return sum(_forget(invitation_id) for invitation_id in ids)


@transaction.atomic
def _forget(invitation_id: int) -> int:
    found = Review.objects.filter(invitation=invitation_id).values_list("pk", flat=True).first()
    if found is not None:
        _forget_author(locked_review(found))
    return ReviewInvitation.objects.filter(pk=invitation_id).delete()[0]


def _forget_author(review: Review) -> None:
    if review.state in NEVER_SHOWN:
        review.delete()
        return
    review.invitation, review.note, review.session_hash, review.signals = None, None, "", []
    if review.state == ReviewState.REMOVED:
        review.words = None
        review.objections.all().delete()
    review.save()
