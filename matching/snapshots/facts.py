"""What follows from the rows of one listing: when it is open. Which wishes it meets: providers/directory/traits.py."""

from datetime import time
from functools import cache

from matching.engine import EVENING, NOON, Slot
from providers.directory.enums import Weekday

SLOT_MINUTES = 60  # open at least this long within a slot: a session takes about an hour


@cache  # a week has few different spans, and every clinic repeats them
def slots_of(weekday: int, opens: time, closes: time) -> frozenset[Slot]:
    """The slots in which a clinic with these hours on this day is open for at least an hour."""
    if weekday in (Weekday.SATURDAY, Weekday.SUNDAY):
        windows = {Slot.SATURDAY if weekday == Weekday.SATURDAY else Slot.SUNDAY: (time.min, time.max)}
    else:
        windows = {
            Slot.WEEKDAY_MORNING: (time.min, NOON),
            Slot.WEEKDAY_AFTERNOON: (NOON, EVENING),
            Slot.WEEKDAY_EVENING: (EVENING, time.max),
        }
    return frozenset(
        slot
        for slot, (start, end) in windows.items()
        if _minutes(min(closes, end)) - _minutes(max(opens, start)) >= SLOT_MINUTES
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
