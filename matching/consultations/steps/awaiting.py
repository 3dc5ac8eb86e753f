"""What the clinic owes, and by when."""

from datetime import datetime, timedelta

from matching.consultations.enums import ClockKind
from matching.consultations.models import Request
from matching.consultations.reading import calendar_of
from matching.consultations.steps.making_moves import set_clocks


def await_answer(request: Request, *, days: int, now: datetime) -> None:
    """The clinic owes an answer by its own calendar; it is reminded after one working day."""
    calendar = calendar_of(request.place)
    request.due_at = calendar.due(now, days=days)
    request.save(update_fields=["due_at"])
    clocks = {ClockKind.DUE: request.due_at}
    if days > 1:
        clocks[ClockKind.REMIND] = calendar.due(now, days=1)
    set_clocks(request, clocks, now=now)


def give_up_after(request: Request, *, days: int, now: datetime) -> datetime:
    """When an unanswered request is closed. An answer is due at closing time: the hour before counts to that day."""
    ends_at = calendar_of(request.place).due(now - timedelta(hours=1), days=days)
    set_clocks(request, {ClockKind.GIVE_UP: ends_at}, now=now)
    return ends_at
