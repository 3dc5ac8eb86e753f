"""Cancelling and closing. A patient may always cancel, even a minute before."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.consultations import mails
from matching.consultations.enums import CancelReason, CloseReason, RequestState, Side
from matching.consultations.models import Move, Request
from matching.consultations.services.messaging import add_message
from matching.consultations.steps.locking import locked_request, of_clinic, of_patient, require_seen
from matching.consultations.steps.making_moves import make_move, was_made
from matching.consultations.steps.refusals import one_step

LATE: Final = timedelta(hours=24)


class AskTwice(UserFacingError):
    """Less than a day before the visit: the clinic confirms once more that it cancels."""

    status = 409


@one_step
def cancel_by_patient(
    *, request_id: int, by: Collection[int], words: str = "", form_key: UUID, now: datetime
) -> Request:
    """Move 11. Cancelled already is done. Whoever agreed a moment ago finds the visit cancelled."""
    request = of_patient(request_id, by)
    if was_made(request, form_key) or request.state == RequestState.CANCELLED:
        return request
    if words.strip():
        add_message(request, words, side=Side.PATIENT, by_user=None, now=now)
    make_move(request, RequestState.CANCELLED, by=Side.PATIENT, now=now, form_key=form_key)
    mails.tell_patient(request, "receipt", now=now)
    mails.tell_clinic(request, "cancelled", now=now)
    return request


@one_step
def cancel_by_clinic(
    *,
    request_id: int,
    reason: CancelReason,
    words: str = "",
    by: User,
    seen: int,
    sure: bool = False,
    form_key: UUID,
    now: datetime,
) -> Request:
    """Move 12. AskTwice within a day of the start unless `sure`."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    if request.state == RequestState.AGREED and request.visit.starts - now < LATE and not sure:
        raise AskTwice(_("The visit is less than a day away. Please confirm that you cancel it."))
    if words.strip():
        add_message(request, words, side=Side.CLINIC, by_user=by, now=now)
    make_move(request, RequestState.CANCELLED, by=Side.CLINIC, now=now, who=by.pk, reason=reason, form_key=form_key)
    mails.tell_patient(request, "cancelled", now=now)
    return request


def close(
    request: Request,
    reason: CloseReason,
    *,
    by: Side,
    now: datetime,
    who: int | None = None,
    second: int | None = None,
) -> Move:
    """Moves 8, 14, 15, 16 and 21, with the request locked."""
    return make_move(request, RequestState.CLOSED, by=by, now=now, who=who, second=second, reason=reason)


@one_step
def close_not_listed(*, request_id: int, now: datetime) -> Request:
    """Move 16: the gate refuses the place now. What is agreed stays: the person decides."""
    request = locked_request(request_id)
    if request.is_open and request.state != RequestState.AGREED:
        close(request, CloseReason.NOT_LISTED, by=Side.SITE, now=now)
        mails.tell_patient(request, "closed", now=now)
        mails.tell_clinic(request, "closed", now=now)
    return request
