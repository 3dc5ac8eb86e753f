"""A search in the numbers that one snapshot speaks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine import RADIUS_STEPS, Requirements
from matching.index.columns import SLOT_BITS
from matching.index.local_days import day_of_all, todays
from matching.index.plans import Plans, plans_for
from matching.index.snapshot import Snapshot

UNIX = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQuery:
    """One search, put to one snapshot."""

    plans: Plans
    today: NDArray[np.int64]  # (zones of the snapshot,) day numbers
    day: int | None  # the same everywhere; None: it differs
    now: int  # seconds since 1970, rounded up: an opening before it is past
    slots: int  # mask; 0: any time will do
    wishes: int  # mask of those that the snapshot knows
    musts: int  # likewise
    lacking: tuple[str, ...]  # musts that nobody in the snapshot has
    reach: float  # miles within which a match or a near miss can be

    def today_at(self, snapshot: Snapshot, row: NDArray[np.intp]) -> int | NDArray[np.int64]:
        """By the clinics' calendars: one day for all, or (m,)."""
        return self.today[snapshot.time_zone[row]] if self.day is None else self.day


def ask(snapshot: Snapshot, requirements: Requirements) -> IndexQuery:
    return IndexQuery(
        plans=plans_for(requirements.groups),
        today=todays(requirements.on, snapshot.time_zones),
        day=day_of_all(requirements.on, snapshot.time_zones),
        now=-((UNIX - requirements.on) // SECOND),
        slots=sum([SLOT_BITS[slot] for slot in requirements.slots]),
        wishes=mask(requirements.wishes, snapshot.trait_codes),
        musts=mask(requirements.musts, snapshot.trait_codes),
        lacking=tuple(sorted(code for code in requirements.musts if code not in snapshot.trait_codes)),
        reach=max(requirements.radius_miles, float(max(RADIUS_STEPS))),
    )


def mask(codes: Iterable[str], known: tuple[str, ...]) -> int:
    """The bits of those codes that are known."""
    return sum([1 << known.index(code) for code in codes if code in known])
