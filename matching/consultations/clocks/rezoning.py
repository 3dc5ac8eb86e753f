"""When the rules of a zone change, an agreed "2:30 PM" stays 2:30 PM: the instants of visits are worked out anew."""

import logging
from datetime import datetime

from matching.consultations import mails
from matching.consultations.errors import TimeRefused, TimeTaken
from matching.consultations.models import Visit
from matching.consultations.rules.wall_times import WallTime, instant
from matching.consultations.steps.booking import move_visit, ring
from matching.consultations.steps.locking import locked_request
from matching.consultations.steps.refusals import one_step

log = logging.getLogger(__name__)


def follow_clocks(*, now: datetime) -> int:
    """A chore. Returns how many visits have another instant now; both sides are told once."""
    moved = 0
    for visit in Visit.objects.filter(booked=True, starts__gt=now).order_by("pk"):
        try:
            if instant(visit.day, visit.at, visit.zone) != visit.starts:
                moved += follow_clock(request_id=visit.request_id, now=now)
        except (TimeRefused, TimeTaken) as error:  # a person has to look: the log says that there is one
            log.error("visit without an instant", extra={"error": type(error).__name__})
    return moved


@one_step
def follow_clock(*, request_id: int, now: datetime) -> bool:
    request = locked_request(request_id)
    visit = Visit.objects.filter(request=request, booked=True).first()
    if visit is None:
        return False
    minutes = round((visit.ends - visit.starts).total_seconds() / 60)
    wall = WallTime(visit.day, visit.at, visit.zone, minutes)
    if wall.starts == visit.starts:
        return False
    move_visit(visit, wall, now=now)
    request.visit = visit
    ring(request, visit, now=now)
    once = f"zone:{visit.sequence}"
    mails.tell_patient(request, "moved", now=now, once=once)
    mails.tell_clinic(request, "moved", now=now, once=once)
    return True
