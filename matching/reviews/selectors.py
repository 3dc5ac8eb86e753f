"""What each side reads of reviews. In shapes of their own: what is not in the shape cannot be on the page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format

from caarisma.accounts.models import User
from matching.consultations.secrets import plain_reference
from matching.reviews.enums import WAITING, ReplyState, ReviewState, VisitProof
from matching.reviews.errors import ReviewGone
from matching.reviews.models import Review, ReviewInvitation, ReviewReply
from matching.reviews.models.answers import OBJECT_WITHIN
from matching.reviews.models.review import QUESTIONS
from matching.reviews.rules.estimate import Estimate, estimate
from matching.reviews.services.inviting import objected
from matching.reviews.wording import BROKEN, TOLD, answers_of
from providers.directory.models import PracticeLocation, Provider
from providers.teams.acting import providers_for
from providers.teams.rules.deeds import Deed

PER_PAGE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReview:
    """As anybody reads it. `month`: of the visit; `paid` in dollars for the last session."""

    id: int
    words: str
    answers: Sequence[tuple[str, str]]
    paid: int | None
    sessions: int | None
    month: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReviews:
    """Of one place. `told.is_shown` from five on; below that there are only texts."""

    told: Estimate
    page: "Page[Review]"
    reviews: Sequence[PublicReview]


def place_reviews(place: PracticeLocation, *, number: str | None = None) -> PlaceReviews:
    """Newest first; the page `number` of them. Two queries, and one where nobody wrote."""
    published = Review.objects.published().filter(place=place)
    told = estimate(published.values_list(*QUESTIONS))
    found = published.select_related("reply") if told.visits else Review.objects.none()
    page = _Counted(found, PER_PAGE, count=told.visits).get_page(number)
    return PlaceReviews(told=told, page=page, reviews=[public_review(each, place) for each in page])


class _Counted(Paginator):
    """Of a queryset whose number of rows is known."""

    def __init__(self, found: object, per_page: int, *, count: int) -> None:
        super().__init__(found, per_page)  # type: ignore[arg-type]
        self.__dict__["count"] = count


def public_review(review: Review, place: PracticeLocation) -> PublicReview:
    reply: ReviewReply | None = getattr(review, "reply", None)
    return PublicReview(
        id=review.pk,
        words=str(review.words),
        answers=answers_of(review, TOLD),
        paid=review.paid,
        sessions=review.sessions,
        month=date_format(review.visited_at.astimezone(ZoneInfo(place.time_zone)), "YEAR_MONTH_FORMAT"),
        reply=str(reply.text) if reply is not None and reply.state == ReplyState.PUBLISHED else "",
    )


# --- Its author -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPage:
    """`why`: the rule that our staff named, in words to the author. `opens_on`, `ends_on` by the clinic's calendar."""

    invitation: ReviewInvitation
    review: Review | None
    asks_first: bool  # the clinic said that they came, and they have not said so yet
    is_early: bool
    may_write: bool
    may_edit: bool
    may_object: bool
    objection: str  # how it stands: "", open, upheld, dismissed
    why: str
    opens_on: str
    ends_on: str
    editable_until: str

    @property
    def is_waiting(self) -> bool:
        return self.review is not None and self.review.state in WAITING


def invitation_of(*, reference: str, by: Collection[int]) -> ReviewInvitation | None:
    """`by`: the askers that the browser holds."""
    found = ReviewInvitation.objects.select_related("place", "provider", "request", "review")
    return found.filter(reference=plain_reference(reference), asker__in=by).first()


def author_page(invitation: ReviewInvitation, *, now: datetime) -> AuthorPage:
    review: Review | None = getattr(invitation, "review", None)
    asks_first = review is None and invitation.proof == VisitProof.CLINIC
    denied = review is None and objected().filter(request=invitation.request_id).exists()
    move = review.moves.latest("n") if review is not None else None
    objection = review.objections.filter(n=review.n).first() if review is not None else None
    was_removed = move is not None and move.to_state == ReviewState.REMOVED
    open_days = invitation.is_open(on=now)
    return AuthorPage(
        invitation=invitation,
        review=review,
        asks_first=asks_first and not open_days and not denied and now < invitation.ends_at,
        is_early=now < invitation.opens_at and not denied,
        may_write=review is None and open_days and not denied,
        may_edit=review is not None
        and now <= review.editable_until
        and review.state not in (ReviewState.REMOVED, ReviewState.WITHDRAWN),
        may_object=was_removed and objection is None and move is not None and now <= move.at + OBJECT_WITHIN,
        objection=objection.state if objection is not None else "",
        why=str(BROKEN.get(move.reason, "")) if move is not None else "",
        opens_on=_day(invitation, invitation.opens_at),
        ends_on=_day(invitation, invitation.ends_at),
        editable_until=_day(invitation, review.editable_until) if review is not None else "",
    )


def own_invitation(*, reference: str, by: Collection[int]) -> ReviewInvitation:
    """ReviewGone for everybody else's."""
    found = invitation_of(reference=reference, by=by)
    if found is None:
        raise ReviewGone
    return found


def _day(invitation: ReviewInvitation, at: datetime) -> str:
    return date_format(at.astimezone(ZoneInfo(invitation.place.time_zone)), "DATE_FORMAT")


# --- Its clinic -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicReview:
    """What the clinic reads of a review on its page: what everybody does, and how its own answer stands."""

    review: PublicReview
    place: PracticeLocation
    reply: ReviewReply | None
    may_reply: bool
    report: str  # how its own report of these words stands: "", open, upheld, dismissed
    fault: str  # why its answer came back


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicReviews:
    """`held`: how many are being looked at. Not whose, and not what they say."""

    reviews: Sequence[ClinicReview]
    held: int

    @property
    def unanswered(self) -> int:
        return sum(each.may_reply for each in self.reviews)


def reviews_of_clinic(*, by: User, provider: Provider) -> ClinicReviews:
    mine = Review.objects.filter(provider__in=providers_for(by.pk, Deed.SPEAK).filter(pk=provider.pk))
    shown = mine.published().select_related("place", "reply").prefetch_related("reports")
    return ClinicReviews(reviews=[_of_clinic(each) for each in shown], held=mine.filter(state=ReviewState.HELD).count())


def review_of_clinic(*, review_id: int, by: User) -> ClinicReview:
    """ReviewGone for others', and for one that is not on the page."""
    shown = Review.objects.published().filter(provider__in=providers_for(by.pk, Deed.SPEAK), pk=review_id)
    found = shown.select_related("place", "reply").prefetch_related("reports").first()
    if found is None:
        raise ReviewGone
    return _of_clinic(found)


def _of_clinic(review: Review) -> ClinicReview:
    reply: ReviewReply | None = getattr(review, "reply", None)
    return ClinicReview(
        review=public_review(review, review.place),
        place=review.place,
        reply=reply,
        may_reply=reply is None or reply.state == ReplyState.REFUSED,
        report=next((report.state for report in review.reports.all() if report.made_at >= review.edited_at), ""),
        fault=reply.get_fault_display() if reply is not None else "",
    )
