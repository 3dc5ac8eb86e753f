"""Another time for an agreed visit. The agreed time stands until the other side accepts a new one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from caarisma.accounts.models import User
from matching.consultations import mails
from matching.consultations.enums import OfferState, RequestState, Side
from matching.consultations.errors import OfferGone, Stale
from matching.consultations.models import Request
from matching.consultations.rules.wall_times import WallTime
from matching.consultations.services.answering import TypedTime, checked_times, store_offers
from matching.consultations.services.choosing import take_offer
from matching.consultations.steps import limiting
from matching.consultations.steps.booking import rebook, wall_of
from matching.consultations.steps.locking import of_side, require_seen
from matching.consultations.steps.making_moves import make_move, was_made
from matching.consultations.steps.refusals import one_step


@one_step
def wish_to_move(
    *,
    request_id: int,
    times: Sequence[TypedTime],
    side: Side,
    by: Collection[int],
    by_user: User | None = None,
    seen: int,
    now: datetime,
) -> Request:
    """One to three other times, in the place of those wished for before. `by`: the askers, or the user. TooMuch."""
    request = of_side(request_id, side, by)
    require_seen(request, seen)
    if request.state != RequestState.AGREED:
        raise Stale
    walls = checked_times(request, times, side=side, now=now)
    if _is_wished(request, side, walls):  # a double click
        return request
    limiting.count_wish(request, side, now=now)
    _withdraw(request, side)
    store_offers(request, walls, side=side, by=by_user, moves_visit=True, now=now)
    tell = mails.tell_clinic if side == Side.PATIENT else mails.tell_patient
    tell(request, "move_wished", now=now, once=f"wish:{int(now.timestamp())}")
    return request


@one_step
def withdraw_wish(*, request_id: int, side: Side, by: Collection[int], now: datetime) -> Request:
    """The visit stays as it is, and nobody is asked any more."""
    request = of_side(request_id, side, by)
    _withdraw(request, side)
    mails.take_back(request, "move_wished", now=now)
    return request


@one_step
def accept_move(
    *, request_id: int, offer_id: int, side: Side, by: Collection[int], form_key: UUID, now: datetime
) -> Request:
    """Move 9. The new time is in, or the old one stays: TimeTaken, OfferGone, VisitIsNear."""
    request = of_side(request_id, side, by)
    if was_made(request, form_key):
        return request
    if request.state != RequestState.AGREED:
        raise Stale
    offer = take_offer(request, offer_id, moves_visit=True, now=now)
    if offer.by == side or offer.lapses_at <= now:
        raise OfferGone
    who = None if side == Side.PATIENT else next(iter(by))
    make_move(request, RequestState.AGREED, by=side, now=now, who=who, form_key=form_key)
    rebook(request, wall_of(offer), now=now)
    return request


def _is_wished(request: Request, side: Side, walls: Sequence[WallTime]) -> bool:
    """Whether these very times are open already."""
    wishes = request.offers.filter(state=OfferState.OPEN, moves_visit=True, by=side)
    return set(wishes.values_list("starts", "ends")) == {(wall.starts, wall.ends) for wall in walls}


def _withdraw(request: Request, side: Side) -> None:
    wishes = request.offers.filter(state=OfferState.OPEN, moves_visit=True, by=side)
    wishes.update(state=OfferState.WITHDRAWN)
