"""What follows from the rows of one listing: when it is open, and which wishes it satisfies."""

from collections.abc import Iterable
from datetime import time
from functools import cache

from matching.engine import Slot
from matching.snapshots.enums import Trait, speaks
from providers.directory.enums import DOCTORS, Gender, Weekday

NOON, EVENING = time(12), time(17)
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


def traits_of(
    profession: str, gender: str, languages: Iterable[str], step_free: bool, video_first: bool
) -> frozenset[str]:
    """The wish codes that a candidate satisfies. A fact that is not stated satisfies none."""
    has = {
        Trait.DOCTOR: profession in DOCTORS,
        Trait.WOMAN: gender == Gender.WOMAN,
        Trait.MAN: gender == Gender.MAN,
        Trait.STEP_FREE: step_free,
        Trait.VIDEO_FIRST: video_first,
    }
    return frozenset([*(trait.value for trait, met in has.items() if met), *map(speaks, languages)])
