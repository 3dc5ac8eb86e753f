"""The visit itself: booked, moved in place, and what rings before and after it."""

from datetime import datetime, time, timedelta
from typing import Final

from matching.consultations import mails
from matching.consultations.enums import ClockKind
from matching.consultations.models import OfferedTime, Request, Visit
from matching.consultations.rules.wall_times import WallTime, at_wall
from matching.consultations.steps.making_moves import set_clocks, withdraw_offers

REMIND_AT: Final = time(10)  # by the clinic's clock, the day before
ASK_AFTER: Final = timedelta(days=1)
SILENT_AFTER: Final = timedelta(days=14)


def book(request: Request, wall: WallTime, *, now: datetime) -> Visit:
    """Call it after the move. The database refuses a time over another visit of this provider, at whichever place."""
    visit = Visit.objects.create(
        request=request,
        provider=request.provider,
        place=request.place,
        **_when(wall),
        stamped_at=now,
    )
    request.visit = visit
    ring(request, visit, now=now)
    mails.take_back(request, "times", "half_time", "late", "remind", now=now)
    mails.tell_patient(request, "agreed", now=now)
    mails.tell_clinic(request, "agreed", now=now)
    return visit


def move_visit(visit: Visit, wall: WallTime, *, now: datetime) -> None:
    """In one statement: the new time is in, or the old one stays. The entry in a calendar keeps its UID."""
    for name, value in _when(wall).items():
        setattr(visit, name, value)
    visit.sequence, visit.stamped_at = visit.sequence + 1, now
    visit.save()


def rebook(request: Request, wall: WallTime, *, now: datetime) -> None:
    """Call it after the move. Wishes to move it are over, and both sides are told."""
    withdraw_offers(request)
    move_visit(request.visit, wall, now=now)
    ring(request, request.visit, now=now)
    mails.take_back(request, "agreed", "moved", "tomorrow", "move_wished", now=now)
    mails.tell_patient(request, "moved", now=now)
    mails.tell_clinic(request, "moved", now=now)


def ring(request: Request, visit: Visit, *, now: datetime) -> None:
    """A reminder the day before, unless that is past; then "did you go?", and an end after two weeks of silence."""
    clocks = {
        ClockKind.HOW_WAS_IT: visit.ends + ASK_AFTER,
        ClockKind.SILENCE: visit.ends + SILENT_AFTER,
    }
    reminder = at_wall(visit.day - timedelta(days=1), REMIND_AT, visit.zone)
    if reminder > now:
        clocks[ClockKind.TOMORROW] = reminder
    set_clocks(request, clocks, now=now)


def wall_of(time_: OfferedTime | Visit) -> WallTime:
    """What was stored, as the wall showed it."""
    minutes = round((time_.ends - time_.starts).total_seconds() / 60)
    return WallTime(time_.day, time_.at, time_.zone, minutes)


def _when(wall: WallTime) -> dict[str, object]:
    return {"day": wall.day, "at": wall.at, "zone": wall.zone, "starts": wall.starts, "ends": wall.ends}
