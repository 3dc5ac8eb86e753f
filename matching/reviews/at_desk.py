"""What waits about reviews, and what a moderator reads of each. Stars are not in the shape before the rules were
ticked, so they cannot be on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.moderating.reading import look_that_counts
from matching.reviews.enums import WAITING, ReplyState, ReviewState, Rule, Settled, Signal
from matching.reviews.mails import MODERATE
from matching.reviews.models import Review, ReviewLook, ReviewMove, ReviewObjection, ReviewReply, ReviewReport
from matching.reviews.services.deciding import is_to_be_read
from matching.reviews.wording import ASKED, answers_of
from providers.directory.models import PracticeLocation, Provider
from providers.vetting.cases.own_cases import is_own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTask:
    """One line of the queue."""

    url: str
    what: str
    by: str
    number: int
    place: PracticeLocation
    made_at: datetime
    due_at: datetime
    waits_for_second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewToRead:
    """`words` is "" for who may not read them; `answers` is empty until `look` is there. `may_agree`: this person can
    be the second of two, `may_settle`: the third, who decides on an objection."""

    review: Review
    words: str
    note: str
    paid: int | None
    signals: Sequence[str]
    may_read: bool
    is_open: bool
    look: ReviewLook | None
    broken: Sequence[str]
    answers: Sequence[tuple[str, str]]
    moves: Sequence[ReviewMove]
    reports: Sequence[ReviewReport]
    objection: ReviewObjection | None
    objection_words: str
    removing_for: str
    may_agree: bool
    is_first: bool
    may_settle: bool
    due_at: datetime | None


def review_tasks() -> Iterator[ReviewTask]:
    for review in Review.objects.waiting().select_related("place__provider"):
        yield ReviewTask(
            url=reverse("moderation:review", args=[review.pk]),
            what=_("Review, to look at closely") if review.state == ReviewState.HELD else _("Review, to read"),
            by=_("the author"),
            number=review.pk,
            place=review.place,
            made_at=review.edited_at,
            due_at=review.due_at or review.edited_at,
            waits_for_second=review.removing_by_id is not None,
        )
    for objection in ReviewObjection.objects.filter(state=Settled.OPEN).select_related("review__place__provider"):
        yield ReviewTask(
            url=reverse("moderation:review", args=[objection.review_id]),
            what=_("Objection to a removal"),
            by=_("the author"),
            number=objection.review_id,
            place=objection.review.place,
            made_at=objection.made_at,
            due_at=objection.due_at,
        )
    for reply in ReviewReply.objects.filter(state=ReplyState.WAITING).select_related("review__place__provider"):
        yield ReviewTask(
            url=reverse("moderation:review_reply", args=[reply.pk]),
            what=_("Answer to a review"),
            by=_("the clinic"),
            number=reply.review_id,
            place=reply.review.place,
            made_at=reply.sent_at,
            due_at=reply.due_at,
        )
    for report in ReviewReport.objects.filter(state=Settled.OPEN).select_related("review__place__provider"):
        yield ReviewTask(
            url=reverse("moderation:review_report", args=[report.pk]),
            what=_("Report about a review"),
            by=_("the clinic"),
            number=report.review_id,
            place=report.review.place,
            made_at=report.made_at,
            due_at=report.due_at,
        )


def review_dues() -> list[datetime]:
    """When each of them is due, to be counted."""
    found: list[datetime] = []
    found += [due for due in Review.objects.filter(state__in=WAITING).values_list("due_at", flat=True) if due]
    found += ReviewObjection.objects.filter(state=Settled.OPEN).values_list("due_at", flat=True)
    found += ReviewReply.objects.filter(state=ReplyState.WAITING).values_list("due_at", flat=True)
    found += ReviewReport.objects.filter(state=Settled.OPEN).values_list("due_at", flat=True)
    return found


def may_read(provider: Provider, *, by: User) -> bool:
    """Not of one's own clinic."""
    return by.has_perm(MODERATE) and not is_own(provider=provider, by=by)


def review_to_read(review: Review, *, by: User, now: datetime) -> ReviewToRead:
    """Reading is written down each time."""
    allowed = may_read(review.provider, by=by)
    objection = review.objections.filter(state=Settled.OPEN).first()
    is_open = is_to_be_read(review)
    look = look_that_counts(review, by) if allowed and is_open else None
    deciders = (objection.first_by_id, objection.second_by_id) if objection else ()
    if allowed:
        write_audit(actor=by, verb="read review", about=f"reviews.review {review.pk}", now=now)
    return ReviewToRead(
        review=review,
        words=str(review.words or "") if allowed else "",
        note=str(review.note or "") if allowed else "",
        paid=review.paid,
        signals=[str(Signal(code).label) for code in review.signals],
        may_read=allowed,
        is_open=is_open,
        look=look,
        broken=[str(Rule(code).label) for code in look.broken] if look else [],
        answers=answers_of(review, ASKED) if look or (allowed and not is_open) else [],
        moves=list(review.moves.order_by("n")),
        reports=list(review.reports.filter(~Q(state=Settled.OPEN)).order_by("pk")),
        objection=objection,
        objection_words=str(objection.words or "") if objection and allowed else "",
        removing_for=review.get_removing_for_display() if review.removing_for else "",
        may_agree=bool(look and review.removing_by_id not in (None, by.pk) and review.removing_for in look.broken),
        is_first=review.removing_by_id == by.pk,
        may_settle=objection is not None and look is not None and by.pk not in deciders,
        due_at=objection.due_at if objection else review.due_at,
    )
