"""Calendar days where the clinic is."""

import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Ints

# The library keeps eight zones and reads any other anew from disk, which took longer than the search itself.
zone_named = cache(ZoneInfo)

EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY_SECONDS = 86_400


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


def local_days(instants: Ints, zone: Ints, time_zones: tuple[str, ...]) -> NDArray[np.int64]:
    """(n,) the day number of each instant (n,) (seconds since 1970) in its time zone (n,), a position in time_zones."""
    days = np.zeros(len(instants), dtype=np.int64)
    for position in np.unique(zone):
        here = np.flatnonzero(zone == position)
        seconds = instants[here].astype(np.int64)
        days[here] = (seconds + _offsets(seconds, zone_named(time_zones[position]))) // DAY_SECONDS
    return days


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
