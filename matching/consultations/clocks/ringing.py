"""What time does to requests: each clock once, in a transaction of its own. A chore; run again, it does the rest."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from caarisma.common.errors import UserFacingError
from matching.consultations import mails
from matching.consultations.enums import ClockKind, CloseReason, OfferState, RequestState, Side
from matching.consultations.errors import RequestGone
from matching.consultations.models import Request, RequestClock
from matching.consultations.services.ending import close
from matching.consultations.steps.awaiting import give_up_after
from matching.consultations.steps.locking import locked_request
from matching.consultations.steps.making_moves import make_move
from matching.consultations.steps.refusals import one_step

log = logging.getLogger(__name__)

BATCH: Final = 100
NO_TIMES_YET: Final = (RequestState.SENT, RequestState.SEEN)


def ring_due(*, now: datetime) -> bool:
    """Oldest first. Whether that was a whole batch. One that fails keeps no other from ringing."""
    due = list(RequestClock.objects.due(on=now).values_list("pk", "request")[:BATCH])
    for clock_id, request_id in due:
        try:
            ring_clock(clock_id=clock_id, request_id=request_id, now=now)
        except (UserFacingError, RequestClock.DoesNotExist) as error:
            log.error("clock failed", extra={"error": type(error).__name__})
    return len(due) == BATCH


@one_step
def ring_clock(*, clock_id: int, request_id: int, now: datetime) -> None:
    """Whoever was quicker (a person, another sweeper) made it pointless: then nothing happens."""
    try:
        request = locked_request(request_id)
    except RequestGone:
        return
    clock = RequestClock.objects.get(pk=clock_id)
    if clock.done_at is not None or clock.due_at > now:
        return
    RequestClock.objects.filter(pk=clock_id).update(done_at=now)
    RINGS[ClockKind(clock.kind)](request, now)


def _remind(request: Request, now: datetime) -> None:
    if request.state in NO_TIMES_YET:
        mails.tell_clinic(request, "remind", now=now)


def _due(request: Request, now: datetime) -> None:
    """Move 13. After "none fits" it is the second time: the same words."""
    if request.state not in NO_TIMES_YET:
        return
    make_move(request, RequestState.UNANSWERED, by=Side.CLOCK, now=now)
    give_up_after(request, days=2, now=now)
    mails.take_back(request, "remind", now=now)
    mails.tell_patient(request, "late", now=now)
    mails.tell_clinic(request, "late", now=now)


def _give_up(request: Request, now: datetime) -> None:
    """Move 14."""
    if request.state == RequestState.UNANSWERED:
        close(request, CloseReason.NO_ANSWER, by=Side.CLOCK, now=now)
        mails.tell_patient(request, "closed", now=now)


def _half_time(request: Request, now: datetime) -> None:
    if request.state == RequestState.TIMES_OFFERED:
        mails.tell_patient(request, "half_time", now=now)


def _lapse(request: Request, now: datetime) -> None:
    """Move 8."""
    if request.state == RequestState.TIMES_OFFERED:
        request.offers.filter(state=OfferState.OPEN).update(state=OfferState.LAPSED)
        close(request, CloseReason.LAPSED, by=Side.CLOCK, now=now)
        mails.tell_patient(request, "closed", now=now)
        mails.tell_clinic(request, "closed", now=now)


def _tomorrow(request: Request, now: datetime) -> None:
    if request.state == RequestState.AGREED and request.visit.starts > now:
        mails.tell_patient(request, "tomorrow", now=now)


def _how_was_it(request: Request, now: datetime) -> None:
    if request.state == RequestState.AGREED:
        mails.tell_patient(request, "how_was_it", now=now, once="visit")


def _silence(request: Request, now: datetime) -> None:
    """Move 21."""
    if request.state == RequestState.AGREED:
        close(request, CloseReason.SILENT, by=Side.CLOCK, now=now)


RINGS: Final[dict[ClockKind, Callable[[Request, datetime], None]]] = {
    ClockKind.REMIND: _remind,
    ClockKind.DUE: _due,
    ClockKind.GIVE_UP: _give_up,
    ClockKind.HALF_TIME: _half_time,
    ClockKind.LAPSE: _lapse,
    ClockKind.TOMORROW: _tomorrow,
    ClockKind.HOW_WAS_IT: _how_was_it,
    ClockKind.SILENCE: _silence,
}
