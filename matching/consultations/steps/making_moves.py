"""Writing a move: the row, what the request says, and what time does next. Call it with the request locked."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import F

from matching.consultations import mails
from matching.consultations.enums import NEW, OPEN, ClockKind, OfferState, RequestState, Side
from matching.consultations.errors import Stale
from matching.consultations.models import Move, Request, RequestClock, Visit
from matching.consultations.moves import may_follow
from matching.consultations.steps import capacity

Clocks = Mapping[ClockKind, datetime]
# The clinic may not read any more what was shared, once it came to one of these.
FACTS_HIDDEN = (RequestState.DECLINED, RequestState.CANCELLED, RequestState.CLOSED)


def make_move(
    request: Request,
    to: RequestState,
    *,
    by: Side,
    now: datetime,
    who: int | None = None,
    second: int | None = None,
    reason: str = "",
    form_key: UUID | None = None,
) -> Move:
    """Stale for a move that the table does not know: the page offered it a moment ago."""
    if to not in may_follow(request.state, by=by):
        raise Stale
    move = Move.objects.create(
        request=request,
        n=request.n + 1,
        from_state=request.state,
        to_state=to,
        by=by,
        at=now,
        who=who,
        second=second,
        reason=reason,
        form_key=form_key or uuid4(),
    )
    request.state, request.n = to, move.n
    if to not in OPEN:
        _end(request, to, now=now)
    request.save(update_fields=["state", "n", "open_seat", "ended_at", "due_at", "capacity_week"])
    return move


def first_move(request: Request, *, now: datetime, form_key: UUID) -> Move:
    return Move.objects.create(
        request=request,
        n=request.n,
        from_state=NEW,
        to_state=RequestState.SENT,
        by=Side.PATIENT,
        at=now,
        form_key=form_key,
    )


def was_made(request: Request, form_key: UUID | None) -> bool:
    """Whether this form did its work already: a double click, or Back and once more."""
    return form_key is not None and request.moves.filter(form_key=form_key).exists()


def set_clocks(request: Request, clocks: Clocks, *, now: datetime) -> None:
    """These, and none of those before: a reminder of what is over must not ring."""
    RequestClock.objects.filter(request=request, done_at=None).update(done_at=now)
    RequestClock.objects.bulk_create(
        [RequestClock(request=request, kind=kind, n=request.n, due_at=due_at) for kind, due_at in clocks.items()],
        update_conflicts=True,
        unique_fields=["request", "kind", "n"],
        update_fields=["due_at", "done_at"],
    )


def withdraw_offers(request: Request) -> None:
    request.offers.filter(state=OfferState.OPEN).update(state=OfferState.WITHDRAWN)


def _end(request: Request, to: RequestState, *, now: datetime) -> None:
    """Its chair is free, nothing rings any more, and the clinic reads nothing of a person whom it will not see.
    What waits to be sent about an open request is not sent.
    """
    request.open_seat, request.ended_at, request.due_at = None, now, None
    set_clocks(request, {}, now=now)
    withdraw_offers(request)
    if to in FACTS_HIDDEN:
        request.facts.filter(hidden_at=None).update(hidden_at=now)
        capacity.give_back(request, now=now)
        mails.take_back(request, *mails.MAILS_OF_OPEN, now=now)
        ahead = Visit.objects.filter(request=request, booked=True, starts__gt=now)
        ahead.update(booked=False, sequence=F("sequence") + 1, stamped_at=now)
