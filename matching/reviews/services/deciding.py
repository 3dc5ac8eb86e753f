"""Reading by the rules, then deciding by what was ticked. The same way for a review that praises and one that does not.

The database holds it too: whoever publishes found every rule kept, whoever sends back or removes names one that they
ticked as broken, and two people remove.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.errors import MovedMeanwhile, TicksFirst
from caarisma.common.moderating.reading import in_order, look_that_counts
from matching.reviews import mails
from matching.reviews.enums import WAITING, ReviewSide, ReviewState, Rule, Settled
from matching.reviews.errors import SecondPerson
from matching.reviews.making_moves import locked_review, make_review_move
from matching.reviews.models import Review, ReviewLook
from matching.reviews.models.review import EDITABLE
from providers.vetting.cases.own_cases import require_not_own


@transaction.atomic
def tick_rules(
    *, review_id: int, broken: Collection[Rule], urgent: bool, by: User, seen: int, now: datetime
) -> ReviewLook:
    """What one reader found, before they see how many stars. `seen`: text_n of what they read."""
    review = locked_review(review_id)
    require_not_own(provider=review.provider, by=by)
    if review.text_n != seen or not is_to_be_read(review):
        raise MovedMeanwhile
    return ReviewLook.objects.create(
        review=review, n=review.text_n, by=by, at=now, broken=in_order(broken, Rule), urgent=urgent
    )


def is_to_be_read(review: Review) -> bool:
    """It waits for a decision, or an objection to one does."""
    return review.state in WAITING or review.objections.filter(state=Settled.OPEN).exists()


@transaction.atomic
def publish_review(*, review_id: int, by: User, now: datetime) -> Review:
    """Every rule is kept. UserFacingError for who has a stake in the clinic; TicksFirst, MovedMeanwhile."""
    review = _waiting(review_id, by)
    if _ticked(review, by).broken:
        raise TicksFirst
    make_review_move(review, ReviewState.PUBLISHED, by=ReviewSide.DESK, who=by.pk, now=now)
    _told(review, by, "published", now=now)
    mails.tell_clinic(review.provider, "new", once=f"{review.pk}:{review.n}", now=now)
    return review


@transaction.atomic
def send_back(*, review_id: int, rule: Rule, by: User, now: datetime) -> Review:
    """The author reads which rule it was, and has 30 days to change it."""
    review = _waiting(review_id, by)
    if rule not in _ticked(review, by).broken:
        raise TicksFirst
    review.editable_until = now + EDITABLE
    make_review_move(review, ReviewState.SENT_BACK, by=ReviewSide.DESK, who=by.pk, reason=rule, now=now)
    _told(review, by, "sent_back", now=now)
    return review


@transaction.atomic
def propose_removal(*, review_id: int, rule: Rule, by: User, now: datetime, instead_of: int | None = None) -> Review:
    """The first of two. `instead_of`: whose proposal `by` was shown (None: nobody's). MovedMeanwhile where another
    one stands, or one for the same rule: to that they can agree."""
    review = _waiting(review_id, by)
    if rule not in _ticked(review, by).broken:
        raise TicksFirst
    theirs = review.removing_by_id not in (None, by.pk)
    if theirs and (review.removing_by_id != instead_of or review.removing_for == rule):
        raise MovedMeanwhile
    review.removing_by, review.removing_for = by, rule
    review.save(update_fields=["removing_by", "removing_for"])
    write_audit(actor=by, verb="review removal proposed", about=f"reviews.review {review.pk}", now=now)
    return review


@transaction.atomic
def confirm_removal(*, review_id: int, by: User, now: datetime) -> Review:
    """The second person, who read it by the same rules and found the same one broken. The author can object."""
    review = _waiting(review_id, by)
    first, rule = review.removing_by, review.removing_for
    if first is None:
        raise MovedMeanwhile
    if first.pk == by.pk:
        raise SecondPerson
    if rule not in _ticked(review, by).broken:
        raise TicksFirst
    make_review_move(review, ReviewState.REMOVED, by=ReviewSide.DESK, who=first.pk, second=by.pk, reason=rule, now=now)
    _told(review, by, "removed", now=now)
    return review


def _waiting(review_id: int, by: User) -> Review:
    review = locked_review(review_id)
    require_not_own(provider=review.provider, by=by)
    if review.state not in WAITING:
        raise MovedMeanwhile
    return review


def _ticked(review: Review, by: User) -> ReviewLook:
    look: ReviewLook | None = look_that_counts(review, by)
    if look is None:
        raise TicksFirst
    return look


def _told(review: Review, by: User, kind: str, *, now: datetime) -> None:
    mails.tell_author(review.invitation, kind, once=f"move:{review.n}", now=now)
    write_audit(actor=by, verb=f"review {review.state}", about=f"reviews.review {review.pk} {review.n}", now=now)
