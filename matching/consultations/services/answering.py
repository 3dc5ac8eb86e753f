"""What the clinic does: read, offer times, book a time that was named, say no. By the account of the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from matching.consultations import mails
from matching.consultations.enums import (
    ANSWERABLE,
    ClockKind,
    DayPart,
    DeclineReason,
    OfferState,
    RequestState,
    Side,
)
from matching.consultations.errors import HiddenClinic, TimeRefused, TimeTaken
from matching.consultations.models import OfferedTime, Request, Visit
from matching.consultations.reading import calendar_of
from matching.consultations.rules.wall_times import USUAL, WallTime, are_apart, check_time
from matching.consultations.services.messaging import add_message
from matching.consultations.steps.booking import book
from matching.consultations.steps.locking import of_clinic, require_seen
from matching.consultations.steps.making_moves import make_move, set_clocks, was_made, withdraw_offers
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.standing import is_kept_out, require_standing

MOST_OFFERS: Final = 3
CHOOSE_WITHIN: Final = 3  # working days
BEFORE_THE_LAST: Final = timedelta(hours=2)
# What "in the morning" covers, by the clinic's clock.
PARTS: Final = {
    DayPart.MORNING: (time(0), time(12)),
    DayPart.AFTERNOON: (time(12), time(17)),
    DayPart.EVENING: (time(17), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class TypedTime:
    """By the clinic's clock."""

    day: date
    at: time
    minutes: int = USUAL


@one_step
def see_request(*, request_id: int, by: User, now: datetime) -> Request:
    """Move 2, when a person of the clinic opens it. A first reading is noted: who and when, not what.

    HiddenClinic for who may not go on: nothing is read, so nothing is noted.
    """
    request = of_clinic(request_id, by.pk)
    if is_kept_out(request, now=now):
        raise HiddenClinic
    if request.state == RequestState.SENT:
        make_move(request, RequestState.SEEN, by=Side.CLINIC, now=now, who=by.pk)
    facts = request.facts.filter(hidden_at=None, first_read_at=None).update(first_read_at=now)
    messages = request.messages.filter(side=Side.PATIENT, read_at=None).update(read_at=now)
    if facts or messages:
        about = f"consultations.request {request.pk}"
        write_audit(actor=by, verb="read request", about=about, now=now, facts=facts, messages=messages)
    return request


@one_step
def offer_times(
    *, request_id: int, times: Sequence[TypedTime], by: User, seen: int, form_key: UUID, now: datetime
) -> Request:
    """Moves 3 and 4: one to three times, in the place of those offered before. Stale, TimeRefused, TimeTaken."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    require_standing(request, to_clinic=True, now=now)
    walls = checked_times(request, times, now=now)
    withdraw_offers(request)
    make_move(request, RequestState.TIMES_OFFERED, by=Side.CLINIC, now=now, who=by.pk, form_key=form_key)
    lapses_at = store_offers(request, walls, side=Side.CLINIC, by=by, now=now)
    _was_answered(request, now=now)
    half_time = now + (lapses_at - now) / 2
    set_clocks(request, {ClockKind.HALF_TIME: half_time, ClockKind.LAPSE: lapses_at}, now=now)
    mails.take_back(request, "late", "remind", now=now)
    mails.tell_patient(request, "times", now=now)
    return request


@one_step
def book_named_time(
    *, request_id: int, time_: TypedTime, by: User, seen: int, form_key: UUID, now: datetime
) -> Request:
    """Move 6: at once, where the patient ticked "book it for me" and the time is among those that they named."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    require_standing(request, to_clinic=True, now=now)
    (wall,) = checked_times(request, [time_], now=now)
    if request.state not in ANSWERABLE or not request.book_for_me or not is_wished(request, wall):
        raise TimeRefused(_("The patient did not name this time. Offer it instead."))
    make_move(request, RequestState.AGREED, by=Side.CLINIC, now=now, who=by.pk, form_key=form_key)
    _was_answered(request, now=now)
    book(request, wall, now=now)
    return request


@one_step
def decline_request(
    *, request_id: int, reason: DeclineReason, words: str = "", by: User, seen: int, form_key: UUID, now: datetime
) -> Request:
    """Move 10. `words` go into the thread, where the patient alone reads them. The clinic reads no more of it."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    if words.strip():
        add_message(request, words, side=Side.CLINIC, by_user=by, now=now)
    _was_answered(request, now=now)
    make_move(request, RequestState.DECLINED, by=Side.CLINIC, now=now, who=by.pk, reason=reason, form_key=form_key)
    mails.tell_patient(request, "declined", now=now)
    return request


def checked_times(
    request: Request, times: Sequence[TypedTime], *, side: Side = Side.CLINIC, now: datetime
) -> list[WallTime]:
    """As wall times of the place, if each may be offered: none over another, and none of the clinic's own over a visit
    that is booked. A patient is not told when the clinic is busy.
    """
    if not 1 <= len(times) <= MOST_OFFERS:
        raise TimeRefused(_("Offer one to three times."))
    zone = request.place.time_zone
    walls = [check_time(WallTime(one.day, one.at, zone, one.minutes), now=now) for one in times]
    if not are_apart(walls):
        raise TimeRefused(_("Two of these times overlap. Choose times that do not."))
    booked = Visit.objects.filter(provider=request.provider_id, booked=True).exclude(request=request)
    if side == Side.CLINIC and any(
        booked.filter(starts__lt=wall.ends, ends__gt=wall.starts).exists() for wall in walls
    ):
        raise TimeTaken
    return walls


def store_offers(
    request: Request,
    walls: Sequence[WallTime],
    *,
    side: Side,
    by: User | None,
    moves_visit: bool = False,
    now: datetime,
) -> datetime:
    """A new round of them. Returns when they lapse: after three working days, and two hours before the last begins."""
    last_round = request.offers.order_by("-round").values_list("round", flat=True).first() or 0
    last_start = max(wall.starts for wall in walls)
    lapses_at = min(calendar_of(request.place).due(now, days=CHOOSE_WITHIN), last_start - BEFORE_THE_LAST)
    lapses_at = max(lapses_at, min(last_start, now + timedelta(minutes=30)))
    OfferedTime.objects.bulk_create(
        OfferedTime(
            request=request,
            round=last_round + 1,
            seat=seat,
            by=side,
            by_user=by,
            day=wall.day,
            at=wall.at,
            zone=wall.zone,
            starts=wall.starts,
            ends=wall.ends,
            state=OfferState.OPEN,
            moves_visit=moves_visit,
            offered_at=now,
            lapses_at=lapses_at,
        )
        for seat, wall in enumerate(walls, start=1)
    )
    return lapses_at


def is_wished(request: Request, wall: WallTime) -> bool:
    if request.any_time:
        return True
    for wish in request.preferred.filter(day=wall.day):
        if wish.at == wall.at:
            return True
        if wish.part:
            first, last = PARTS[DayPart(wish.part)]
            if first <= wall.at < last:
                return True
    return False


def _was_answered(request: Request, *, now: datetime) -> None:
    """The first answer stops the clinic's clock, and is what its answer time is measured by."""
    request.answered_at = request.answered_at or now
    request.due_at = None
    request.save(update_fields=["answered_at", "due_at"])
