"""The author of a removed review may say once that this was wrong. A third person decides, by the same ticks."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile, TicksFirst
from caarisma.common.moderating.reading import look_that_counts
from matching.consultations.rules.texts import clean_text
from matching.reviews import mails
from matching.reviews.enums import ReviewSide, ReviewState, Settled
from matching.reviews.errors import EditOver, ReviewGone, SecondPerson
from matching.reviews.making_moves import due_of, locked_review, make_review_move
from matching.reviews.models import ReviewObjection
from matching.reviews.models.answers import OBJECT_WITHIN
from providers.vetting.cases.own_cases import require_not_own


@transaction.atomic
def object_to_removal(*, review_id: int, by: Collection[int], words: str, now: datetime) -> ReviewObjection:
    """By its author, once a removal, within 60 days; sent twice, it is one. ReviewGone, MovedMeanwhile, EditOver."""
    review = locked_review(review_id)
    if review.invitation is None or review.invitation.asker_id not in by:
        raise ReviewGone
    if review.state != ReviewState.REMOVED:
        raise MovedMeanwhile
    move = review.moves.get(n=review.n)
    if now > move.at + OBJECT_WITHIN:
        raise EditOver
    assert move.who is not None
    assert move.second is not None
    due_at = due_of(now)
    objection, is_new = ReviewObjection.objects.get_or_create(
        review=review,
        n=review.n,
        defaults={
            "words": clean_text(words, most=2000) or None,
            "first_by_id": move.who,
            "second_by_id": move.second,
            "made_at": now,
            "due_at": due_at,
        },
    )
    if is_new:
        mails.tell_desk(about=f"objection:{objection.pk}", due_at=due_at, now=now)
    return objection


@transaction.atomic
def settle_objection(*, objection_id: int, state: Settled, words: str, by: User, now: datetime) -> ReviewObjection:
    """Upheld: it is on the page again, so the third reader has to find every rule kept. Dismissed: not so.

    `words`: why, for colleagues. UserFacingError for who has a stake; SecondPerson for the two who removed it.
    """
    review = locked_review(ReviewObjection.objects.values_list("review", flat=True).get(pk=objection_id))
    require_not_own(provider=review.provider, by=by)
    objection = ReviewObjection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    if objection.state != Settled.OPEN:
        raise MovedMeanwhile
    if by.pk in (objection.first_by_id, objection.second_by_id):
        raise SecondPerson
    look = look_that_counts(review, by)
    if look is None or bool(look.broken) == (state == Settled.UPHELD):
        raise TicksFirst
    objection.state, objection.verdict, objection.decided_by, objection.decided_at = state, words, by, now
    objection.save(update_fields=["state", "verdict", "decided_by", "decided_at"])
    if state == Settled.UPHELD:
        make_review_move(review, ReviewState.PUBLISHED, by=ReviewSide.DESK, who=by.pk, now=now)
    mails.tell_author(review.invitation, "decided", once=f"objection:{objection.pk}", now=now)
    write_audit(actor=by, verb=f"review objection {state}", about=f"reviews.reviewobjection {objection.pk}", now=now)
    return objection
