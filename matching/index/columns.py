"""What the index is built from: every listing's facts, one array for each fact.

A listing is one practice location with the facts of its provider. These are the facts of `matching.engine.Candidate`
without a clock in them: whatever depends on today is kept as days and instants, and judged when a search is answered.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import Slot

Ints = NDArray[Any]  # of any integer type
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NO_DAY = -1
MOST_TRAITS = 64  # bits of the widest mask
SLOT_BITS = {slot: 1 << position for position, slot in enumerate(Slot)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listings:
    """n listings. Raises ValueError when a column has the wrong shape or type, or a number is impossible.

    A day is the number of days since 1970-01-01; an instant is whole seconds since 1970-01-01 00:00 UTC. -1: none.
    Ragged facts are stored end to end: those of listing i stand at `starts[i]:starts[i + 1]`.
    Leave out a location that patients see on no day, whatever the date: it is nobody's candidate.
    """

    location_id: Ints  # (n,) each once
    provider_id: Ints  # (n,)
    latitude: Floats  # (n,) degrees
    longitude: Floats  # (n,) degrees
    zip_middle: Bools  # (n,) they are only the middle of its ZIP code
    time_zone: Ints  # (n,) of the clinic, position in `time_zones`
    stretch_starts: Ints  # (n + 1,) ragged: the days on which patients may see it, in any order, once or more often
    stretch_first: Ints  # (all stretches,) first day
    stretch_last: Ints  # (all stretches,) last day; before the first: no day
    accepting: Bools  # (n,) takes new patients
    first_visit_fee: Ints  # (n,) whole dollars
    fee_credited: Bools  # (n,) the fee comes off the first session
    slots: Ints  # (n,) mask: bit i is the i-th engine.Slot, see SLOT_BITS
    traits: Ints  # (n,) mask: bit i is trait_codes[i]
    next_opening: Ints  # (n,) instant; -1: unknown
    second_opening: Ints  # (n,) instant of another one, after the next; -1: none is named
    opening_good_until: Ints  # (n,) last day on which both are believed (hours confirmed on + 14); -1: never
    offering_starts: Ints  # (n + 1,) ragged: active offerings
    service_code: Ints  # (all offerings,) id of the area-concern row; each once in a listing
    price: Ints  # (all offerings,) whole dollars for one session
    sessions_done: Ints  # (all offerings,)
    time_zones: tuple[str, ...]  # IANA names
    trait_codes: tuple[str, ...]  # the engine's wish codes

    def __post_init__(self) -> None:
        self._require_shapes()
        for broken, why in self._contradictions():
            if broken:
                raise ValueError(why)

    def __len__(self) -> int:
        return len(self.location_id)

    def _require_shapes(self) -> None:
        """Each column has one dimension, its kind of number, and the length that goes with it."""
        listings = len(self.location_id)
        lengths = {"stretch": len(self.stretch_first), "offering": len(self.service_code)}
        for column in fields(self):
            values = getattr(self, column.name)
            if not isinstance(values, np.ndarray):
                continue
            kinds = {"latitude": "f", "longitude": "f"} | dict.fromkeys(
                ("zip_middle", "accepting", "fee_credited"), "b"
            )
            if values.ndim != 1 or values.dtype.kind not in kinds.get(column.name, "iu"):
                raise ValueError(f"{column.name} is not one row of the right kind of numbers")
            if len(values) != _length(column.name, listings, lengths):
                raise ValueError(f"{column.name} has {len(values)} entries, which does not fit the other columns")

    def _contradictions(self) -> tuple[tuple[bool, str], ...]:
        return (
            (_is_ragged_wrong(self.stretch_starts, len(self.stretch_first)), "stretch_starts do not fit the stretches"),
            (_is_ragged_wrong(self.offering_starts, len(self.price)), "offering_starts do not fit the offerings"),
            (len(self.trait_codes) > MOST_TRAITS, f"at most {MOST_TRAITS} kinds of traits fit in a mask"),
            (not _within(self.time_zone, 0, min(len(self.time_zones), 256) - 1), "a time zone is not in time_zones"),
            (not _within(self.slots, 0, 2 ** len(Slot) - 1), "slots hold a bit that is no slot"),
            (not _within(self.latitude, -90, 90), "coordinates must be degrees on the earth"),
            (not _within(self.longitude, -180, 180), "coordinates must be degrees on the earth"),
            (not _within(self.price, 1, 2**31), "a price is at least $1"),
            (not _within(self.sessions_done, 0, 2**31), "a count of sessions is not negative"),
            (not _within(self.first_visit_fee, 0, 2**31 - 1), "a fee is not negative"),
        )


def _length(name: str, listings: int, lengths: dict[str, int]) -> int:
    if name.endswith("_starts"):
        return listings + 1
    if name in ("stretch_first", "stretch_last"):
        return lengths["stretch"]
    return lengths["offering"] if name in ("service_code", "price", "sessions_done") else listings


def _within(values: NDArray[Any], least: float, most: float) -> bool:
    """False for NaN too."""
    return not len(values) or bool(values.min() >= least and values.max() <= most)


def _is_ragged_wrong(starts: Ints, entries: int) -> bool:
    return int(starts[0]) != 0 or int(starts[-1]) != entries or bool((np.diff(starts) < 0).any())
