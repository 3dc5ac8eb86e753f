"""The thread: text alone, in open states and for a month after a visit. Once it ended without one, nobody writes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from matching.consultations import mails
from matching.consultations.enums import RequestState, Side
from matching.consultations.errors import RequestGone, Stale, TextRefused
from matching.consultations.models import Message, Request
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.urgent import is_urgent
from matching.consultations.steps import limiting
from matching.consultations.steps.awaiting import await_answer
from matching.consultations.steps.locking import of_clinic, of_patient
from matching.consultations.steps.making_moves import FACTS_HIDDEN
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.standing import require_standing
from matching.consultations.steps.watching import look_for_age

WRITABLE_AFTER: Final = timedelta(days=30)
QUIET: Final = timedelta(minutes=10)  # one mail for what is written in a row


@one_step
def write_as_patient(*, request_id: int, body: str, by: Collection[int], form_key: UUID, now: datetime) -> Message:
    """`urgent` on the message says that the page shows the care card; the text stays. TextRefused, TooMuch."""
    return _write(of_patient(request_id, by), body, side=Side.PATIENT, by_user=None, form_key=form_key, now=now)


@one_step
def write_as_clinic(*, request_id: int, body: str, by: User, form_key: UUID, now: datetime) -> Message:
    """An answer like any other: the first one by a person counts as the clinic's answer."""
    request = of_clinic(request_id, by.pk)
    require_standing(request, to_clinic=True, now=now)
    message = _write(request, body, side=Side.CLINIC, by_user=by, form_key=form_key, now=now)
    if request.answered_at is None:
        request.answered_at = now
        request.save(update_fields=["answered_at"])
    if request.state in (RequestState.SENT, RequestState.SEEN):
        await_answer(request, days=2, now=now)  # a talk is under way; times are still owed
    return message


@one_step
def read_as_patient(*, request_id: int, by: Collection[int], now: datetime) -> None:
    """The page was opened: what the clinic wrote is read."""
    request = of_patient(request_id, by)
    request.messages.filter(side=Side.CLINIC, read_at=None).update(read_at=now)


def add_message(
    request: Request, body: str, *, side: Side, by_user: User | None, now: datetime, form_key: UUID | None = None
) -> Message:
    """With the request locked, so the numbers have no gap and no double."""
    text = clean_text(body)
    last = request.messages.aggregate(last=Max("n"))["last"] or 0
    return Message.objects.create(
        request=request,
        n=last + 1,
        side=side,
        by_user=by_user,
        body=text,
        sent_at=now,
        urgent=side == Side.PATIENT and is_urgent(text),
        form_key=form_key or uuid4(),
    )


def is_writable(request: Request, *, now: datetime) -> bool:
    return request.ended_at is None or now < request.ended_at + WRITABLE_AFTER


def _write(request: Request, body: str, *, side: Side, by_user: User | None, form_key: UUID, now: datetime) -> Message:
    if same := request.messages.filter(form_key=form_key).first():
        return same
    if request.state in FACTS_HIDDEN:  # the clinic reads nothing more, and whoever cancelled is left alone
        raise Stale
    if not is_writable(request, now=now):
        raise RequestGone
    if not clean_text(body):
        raise TextRefused(_("Write something first."))
    limiting.count_message(request, side, now=now)
    message = add_message(request, body, side=side, by_user=by_user, now=now, form_key=form_key)
    if side == Side.PATIENT:
        look_for_age(request, str(message.body), message_n=message.n, now=now)
    tell = mails.tell_clinic if side == Side.PATIENT else mails.tell_patient
    tell(request, "message", now=now, once=f"message:{int(now.timestamp() // QUIET.total_seconds())}")
    return message
