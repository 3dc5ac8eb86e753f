"""Two ways in which a clock changes under an agreed time.

The rules of a zone change: "2:30 PM" stays 2:30 PM, and the instants of visits are worked out anew. A place is put into
another zone: then nobody but the clinic knows what was meant, and it is asked.
"""

import logging
from datetime import datetime

from matching.consultations import mail_words, mails
from matching.consultations.errors import TimeRefused, TimeTaken
from matching.consultations.models import Visit
from matching.consultations.rules.wall_times import instant
from matching.consultations.services.zones import unsettled_visits
from matching.consultations.steps.booking import move_visit, ring, wall_of
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


def ask_about_zones(*, now: datetime) -> int:
    """A chore. Ask clinics, once a place and clock, what holds of visits by the old one. Returns how many wait."""
    visits = list(unsettled_visits(now=now))
    for place in {visit.place for visit in visits}:
        key = f"zone:{place.pk}:{place.time_zone}"
        mails.tell_provider(place.provider, "zone", mail_words.other_clock, key=key, now=now)
    return len(visits)


@one_step
def follow_clock(*, request_id: int, now: datetime) -> bool:
    request = locked_request(request_id)
    visit = Visit.objects.filter(request=request, booked=True).first()
    if visit is None:
        return False
    wall = wall_of(visit)
    if wall.starts == visit.starts:
        return False
    move_visit(visit, wall, now=now)
    request.visit = visit
    ring(request, visit, now=now)
    once = f"zone:{visit.sequence}"
    mails.tell_patient(request, "moved", now=now, once=once)
    mails.tell_clinic(request, "moved", now=now, once=once)
    return True
