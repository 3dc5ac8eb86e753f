"""Calendar days, and times of the week, where the clinic is."""

import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from matching.engine import EVENING, NOON, Slot
from matching.index.columns import SLOT_BITS, Ints

# The library keeps eight zones and reads any other anew from disk, which took longer than the search itself.
zone_named = cache(ZoneInfo)

EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY_SECONDS = 86_400
THURSDAY, SATURDAY = 3, 5  # from Monday 0; 1970-01-01 was a Thursday
PARTS_OF_DAY = np.array([NOON.hour, EVENING.hour]) * 3600
BITS = np.array([SLOT_BITS[slot] for slot in Slot], dtype=np.uint8)  # a weekday's parts, then Saturday and Sunday


def day_number(day: datetime.date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


@lru_cache(maxsize=256)  # a batch asks for the same instant again and again
def todays(on: datetime.datetime, time_zones: tuple[str, ...]) -> NDArray[np.int64]:
    """(zones,) the day number at the instant `on` in each time zone."""
    return np.array([day_number(on.astimezone(zone_named(name)).date()) for name in time_zones], dtype=np.int64)


@lru_cache(maxsize=256)
def day_of_all(on: datetime.datetime, time_zones: tuple[str, ...]) -> int | None:
    """The day number at the instant `on` when it is the same in all time zones; else None. Most hours of a day it is,
    in one country, and no row has to be asked for its zone.
    """
    days = set(todays(on, time_zones).tolist())
    return days.pop() if len(days) == 1 else None


def local_seconds(instants: Ints, zone: Ints, time_zones: tuple[str, ...]) -> NDArray[np.int64]:
    """(n,) what a clock in the time zone (n,), a position in time_zones, shows at each instant (n,): seconds since it
    showed the beginning of 1970. Instants are seconds since 1970."""
    shown = np.zeros(len(instants), dtype=np.int64)
    for position in np.unique(zone):
        here = np.flatnonzero(zone == position)
        seconds = instants[here].astype(np.int64)
        shown[here] = seconds + _offsets(seconds, zone_named(time_zones[position]))
    return shown


def slot_bits(local: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(n,) the bit of the slot in which each moment lies, see engine.slot_of and columns.SLOT_BITS. From
    `local_seconds`."""
    day, second = np.divmod(local, DAY_SECONDS)
    weekday = (day + THURSDAY) % 7
    part = np.searchsorted(PARTS_OF_DAY, second, side="right")  # 0, 1, 2: morning, afternoon, evening
    return BITS[np.where(weekday < SATURDAY, part, weekday - SATURDAY + len(PARTS_OF_DAY) + 1)]


def _offsets(seconds: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """(n,) seconds east of UTC. Clocks change on few days: only on those is each instant looked up by itself."""
    day, position = np.unique(seconds // DAY_SECONDS, return_inverse=True)
    begins = np.array([_offset(start, zone) for start in day * DAY_SECONDS], dtype=np.int64)
    ends = np.array([_offset(start, zone) for start in (day + 1) * DAY_SECONDS], dtype=np.int64)
    offsets = begins[position]
    for changing in np.flatnonzero((begins != ends)[position]):
        offsets[changing] = _offset(seconds[changing], zone)
    return offsets


def _offset(instant: np.int64, zone: ZoneInfo) -> int:
    offset = datetime.datetime.fromtimestamp(int(instant), zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
