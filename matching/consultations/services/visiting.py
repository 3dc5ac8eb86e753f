"""How it went: one press by either side. Nobody is marked for not coming."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from matching.consultations import mails
from matching.consultations.enums import RequestState, Side
from matching.consultations.errors import Stale, TimeRefused
from matching.consultations.models import Request
from matching.consultations.steps.locking import of_clinic, of_side
from matching.consultations.steps.making_moves import make_move, was_made
from matching.consultations.steps.refusals import one_step

ASKED_FOR: Final = timedelta(days=60)


@one_step
def say_visited(*, request_id: int, side: Side, by: Collection[int], form_key: UUID, now: datetime) -> Request:
    """Moves 18 and 20: not before the start. After "missed" the patient may still say so, for 60 days."""
    request = of_side(request_id, side, by)
    if was_made(request, form_key) or request.state == RequestState.VISITED:
        return request
    _require_begun(request, now=now)
    who = None if side == Side.PATIENT else next(iter(by))
    make_move(request, RequestState.VISITED, by=side, now=now, who=who, form_key=form_key)
    mails.take_back(request, "how_was_it", now=now)
    return request


@one_step
def say_missed(*, request_id: int, by: User, form_key: UUID, now: datetime) -> Request:
    """Move 19, after the end. The patient is asked, not accused."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    _require_begun(request, now=now)
    if now < request.visit.ends:
        raise TimeRefused(_("The visit is not over yet."))
    make_move(request, RequestState.MISSED, by=Side.CLINIC, now=now, who=by.pk, form_key=form_key)
    mails.tell_patient(request, "how_was_it", now=now, once="visit")
    return request


def _require_begun(request: Request, *, now: datetime) -> None:
    if request.state not in (RequestState.AGREED, RequestState.MISSED):
        raise Stale
    if now < request.visit.starts:
        raise TimeRefused(_("The visit has not begun yet."))
    if now > request.visit.ends + ASKED_FOR:
        raise Stale
