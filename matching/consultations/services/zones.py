"""A place was put right on the map, and its clock is another one. What was agreed is not guessed: the clinic says for
each visit whether the time on the wall stays, or the moment.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from matching.consultations.enums import RequestState, Side, ZoneChoice
from matching.consultations.errors import Stale, TimeRefused
from matching.consultations.models import Request, Visit
from matching.consultations.rules.wall_times import WallTime
from matching.consultations.steps.booking import rebook, wall_of
from matching.consultations.steps.locking import of_clinic, require_seen
from matching.consultations.steps.making_moves import make_move, was_made
from matching.consultations.steps.refusals import one_step


@one_step
def settle_zone(*, request_id: int, choice: ZoneChoice, by: User, seen: int, form_key: UUID, now: datetime) -> Request:
    """Move 9 without a wish. Both are told. TimeTaken over another visit, TimeRefused; Stale if it is settled."""
    request = of_clinic(request_id, by.pk)
    if was_made(request, form_key):
        return request
    require_seen(request, seen)
    if request.state != RequestState.AGREED or request.visit.zone == request.place.time_zone:
        raise Stale
    wall = wall_after(request.visit, choice, zone=request.place.time_zone, now=now)
    make_move(request, RequestState.AGREED, by=Side.CLINIC, now=now, who=by.pk, form_key=form_key)
    rebook(request, wall, now=now)
    return request


def wall_after(visit: Visit, choice: ZoneChoice, *, zone: str, now: datetime) -> WallTime:
    """By the clock of `zone`. TimeRefused where that clock skips or doubles the hour, and for what would be past."""
    wall = replace(wall_of(visit), zone=zone)
    if choice == ZoneChoice.MOMENT:
        local = visit.starts.astimezone(ZoneInfo(zone))
        wall = replace(wall, day=local.date(), at=local.time())
    if wall.starts <= now:
        raise TimeRefused(_("This time is past. Choose a later one."))
    return wall


def unsettled_visits(*, now: datetime) -> models.QuerySet[Visit]:
    """Booked and to come, by a clock that is not the one of their place any more."""
    visits = Visit.objects.filter(booked=True, starts__gt=now).exclude(zone=F("place__time_zone"))
    return visits.select_related("request", "place__provider__user").order_by("starts")
