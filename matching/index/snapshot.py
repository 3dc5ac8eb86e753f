"""The directory as sorted columns: what every search reads and nothing writes.

Rows are sorted by latitude band, then by longitude, so a circle is a few runs of rows, one for each band. Offerings are
posting lists, one for each service, in the order of the rows: "who within the circle offers this" is a run of it.

A row is one listing during one unbroken stretch of days on which patients may see it. One that is listed to May 31 and
again from August 1 has two rows, of which a search in June finds neither and one in August the second. Hardly any
listing has more than one stretch, and at most one of them holds today. Who cannot be a match on any day (never listed,
or not accepting) has no row: no wish of a patient can let them in, so they are no near miss either.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.index.bands import row_keys
from matching.index.columns import Bools, Floats, Ints, Listings
from matching.index.local_days import DAY_SECONDS, local_seconds, slot_bits
from matching.index.stretches import stretches

LAST_DAY = 2**16 - 1  # 2149-06-06; later days are kept as this one, which no search before it can tell
LAST_INSTANT = 2**32 - 1  # in 2106, likewise


class Types(NamedTuple):
    """Of the columns that come in two widths."""

    ids: type[np.integer[Any]]
    traits: type[np.unsignedinteger[Any]]
    dollars: type[np.unsignedinteger[Any]]
    fees: type[np.signedinteger[Any]]


NARROW = Types(ids=np.uint32, traits=np.uint32, dollars=np.uint16, fees=np.int16)
WIDE = Types(ids=np.int64, traits=np.uint64, dollars=np.uint32, fees=np.int32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """r rows, p postings of s services. Days since 1970-01-01; 0: none.

    62 bytes for a row and 10 for a posting. Where a number does not fit its narrow type, all columns that have a wide
    type take it, 76 and 12 bytes: with a choice for each, there would be as many loops to compile as combinations.
    """

    key: NDArray[np.uint32]  # (r,) ascending: latitude band and fixed-point longitude, see bands.py
    latitude: Floats  # (r,) degrees
    longitude: Floats  # (r,) degrees
    zip_middle: Bools  # (r,) they are only the middle of its ZIP code
    location_id: Ints  # (r,) uint32, wide: int64
    provider_id: Ints  # (r,) uint32, wide: int64
    listed_from: NDArray[np.uint16]  # (r,) first day on which patients may see it
    listed_until: NDArray[np.uint16]  # (r,) last such day
    time_zone: NDArray[np.uint8]  # (r,) position in time_zones
    slots: NDArray[np.uint8]  # (r,) mask, see columns.SLOT_BITS
    traits: Ints  # (r,) uint32, wide: uint64: mask of trait_codes
    fee: Ints  # (r,) int16, wide: int32: dollars of the first visit; below 0: they come off the first session
    opening_at: NDArray[np.uint32]  # (r,) instant of the next opening, seconds since 1970; 0: unknown
    opening_day: NDArray[np.uint16]  # (r,) its day by the clinic's calendar
    opening_slot: NDArray[np.uint8]  # (r,) the bit of its slot, see columns.SLOT_BITS; 0: unknown
    second_at: NDArray[np.uint32]  # (r,) likewise, of the second one that is named; 0: none
    second_day: NDArray[np.uint16]  # (r,)
    second_slot: NDArray[np.uint8]  # (r,)
    opening_good_until: NDArray[np.uint16]  # (r,) last day on which they are believed
    shared: Bools  # (r,) the provider has other rows too
    by_location: NDArray[np.uint32]  # (r,) rows in the order of their location ids
    services: Ints  # (s,) int64 service codes, ascending
    posting_starts: NDArray[np.int64]  # (s + 1,) postings of services[i] stand at posting_starts[i]:[i + 1]
    posting_row: NDArray[np.uint32]  # (p,) ascending within a service
    posting_price: Ints  # (p,) uint16, wide: uint32: dollars for one session
    posting_done: NDArray[np.uint32]  # (p,) sessions done
    time_zones: tuple[str, ...]
    trait_codes: tuple[str, ...]
    locations: int  # how many listings it was built from, those without a row included

    def __post_init__(self) -> None:
        """Whoever shares a snapshot must not write to it."""
        for array in self.arrays().values():
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.key)

    def arrays(self) -> dict[str, NDArray[Any]]:
        return {name: value for name in self.__slots__ if isinstance(value := getattr(self, name), np.ndarray)}

    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(array.nbytes for array in self.arrays().values())


def build(listings: Listings) -> Snapshot:
    """Sort listings into a snapshot. Raises ValueError when a location, or a service in one, is there twice.

    Works for no listings at all, and for listings of which none has a row: a delta is often like that.
    """
    if len(np.unique(listings.location_id)) != len(listings):
        raise ValueError("a location is listed twice")
    source, first, last = stretches(listings)
    key = row_keys(listings.latitude[source], listings.longitude[source])
    order = np.lexsort((listings.location_id[source], listings.longitude[source], key))
    source, first, last, key = source[order], first[order], last[order], key[order]
    openings = _openings(listings, source)
    types = _types(listings)
    provider_id = listings.provider_id[source].astype(types.ids)
    location_id = listings.location_id[source].astype(types.ids)
    fee = np.where(listings.fee_credited, -listings.first_visit_fee, listings.first_visit_fee)[source]
    return Snapshot(
        key=key,
        latitude=listings.latitude[source].astype(np.float64),
        longitude=listings.longitude[source].astype(np.float64),
        zip_middle=listings.zip_middle[source].astype(bool),
        location_id=location_id,
        provider_id=provider_id,
        listed_from=_days(first),
        listed_until=_days(last),
        time_zone=listings.time_zone[source].astype(np.uint8),
        slots=listings.slots[source].astype(np.uint8),
        traits=listings.traits[source].astype(types.traits),
        fee=fee.astype(types.fees),
        **openings,
        shared=_shared(provider_id),
        by_location=np.argsort(location_id, kind="stable").astype(np.uint32),
        **_postings(listings, source, types),
        time_zones=listings.time_zones,
        trait_codes=listings.trait_codes,
        locations=len(listings),
    )


def _types(listings: Listings) -> Types:
    """Narrow when all of it fits, as it nearly always does."""
    fits = (
        _within(listings.location_id, NARROW.ids)
        and _within(listings.provider_id, NARROW.ids)
        and _within(listings.price, NARROW.dollars)
        and _within(listings.first_visit_fee, NARROW.fees)
        and len(listings.trait_codes) <= np.iinfo(NARROW.traits).bits
    )
    return NARROW if fits else WIDE


def _within(values: Ints, kind: type[np.integer[Any]]) -> bool:
    limits = np.iinfo(kind)
    return not len(values) or bool(values.min() >= limits.min and values.max() <= limits.max)


def _days(days: Ints) -> NDArray[np.uint16]:
    return np.clip(days, 0, LAST_DAY).astype(np.uint16)


def _openings(listings: Listings, source: Ints) -> dict[str, NDArray[Any]]:
    """An opening that is never believed is no opening."""
    good_until, zone = listings.opening_good_until[source], listings.time_zone[source]
    columns: dict[str, NDArray[Any]] = {"opening_good_until": _days(good_until)}
    for name, named in (("opening", listings.next_opening), ("second", listings.second_opening)):
        at = np.clip(np.where(good_until > 0, named[source], 0), 0, LAST_INSTANT)
        local = local_seconds(at, zone, listings.time_zones)
        columns[f"{name}_at"] = at.astype(np.uint32)
        columns[f"{name}_day"] = _days(local // DAY_SECONDS)
        columns[f"{name}_slot"] = np.where(at > 0, slot_bits(local), 0).astype(np.uint8)
    return columns


def _shared(provider_id: Ints) -> Bools:
    _providers, position, rows = np.unique(provider_id, return_inverse=True, return_counts=True)
    shared: Bools = rows[position] > 1
    return shared


def _postings(listings: Listings, source: Ints, types: Types) -> dict[str, NDArray[Any]]:
    """Posting lists: the offerings of every row, sorted by service, then by row."""
    starts, ends = listings.offering_starts[source], listings.offering_starts[source + 1]
    held = (ends - starts).astype(np.int64)
    row = np.repeat(np.arange(len(source), dtype=np.int64), held)
    first_posting = np.cumsum(held) - held
    offering = np.arange(len(row)) + np.repeat(starts - first_posting, held)
    code = listings.service_code[offering].astype(np.int64)
    services, position = np.unique(code, return_inverse=True)
    combined = position * max(1, len(source)) + row
    order = np.argsort(combined, kind="stable")
    if (np.diff(combined[order]) == 0).any():
        raise ValueError("a listing offers the same service twice")
    return {
        "services": services,
        "posting_starts": np.searchsorted(position[order], np.arange(len(services) + 1)).astype(np.int64),
        "posting_row": row[order].astype(np.uint32),
        "posting_price": listings.price[offering[order]].astype(types.dollars),
        "posting_done": listings.sessions_done[offering[order]].astype(np.uint32),
    }
