"""The other way round: from listings to the open searches that they matter to, all listings at once."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine import RADIUS_STEPS, Requirements
from matching.engine.requirements import Groups
from matching.index.asking import mask
from matching.index.bands import Keys, row_keys, runs_within_all
from matching.index.columns import SLOT_BITS, Bools, Floats, Listings
from matching.index.distance import miles_from
from matching.index.flat_plans import FlatPlans, flatten, sessions
from matching.index.judging import limit_of
from matching.index.local_days import todays
from matching.index.plans import NOT_OFFERED

Places = NDArray[np.intp]
Masks = NDArray[np.uint64]
AT_ONCE = 32  # listings: many enough that a call of NumPy costs little of each, few enough to stay in the caches
NOBODY = np.empty(0, dtype=np.int64)
WIDEST = float(max(RADIUS_STEPS))
MILES_A_DEGREE = 69.0  # of latitude, a little less than it is


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Searches:
    """q open searches, sorted as a snapshot's rows are."""

    key: Keys  # (q,) see bands.py
    id: NDArray[np.int64]  # (q,)
    latitude: Floats  # (q,) degrees
    longitude: Floats  # (q,)
    radius: Floats  # (q,) miles
    limit: NDArray[np.int64]  # (q,) dollars a session; NOT_OFFERED - 1: no limit
    slots: NDArray[np.uint8]  # (q,) mask of which one must be open; 0: none need be
    musts: NDArray[np.uint64]  # (q,) mask of must_codes
    asks: NDArray[np.intp]  # (q,) position among the plans
    plans: FlatPlans  # of the different things that are asked for
    must_codes: tuple[str, ...]
    reach: float  # miles, the widest of all radii

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SearchColumns:
    """q open searches in any order. `groups`: the different things that are asked for; `asks`: which of them each asks
    for. Otherwise as in Searches."""

    id: NDArray[np.int64]
    latitude: Floats
    longitude: Floats
    radius: Floats
    limit: NDArray[np.int64]
    slots: NDArray[np.uint8]
    musts: NDArray[np.uint64]
    must_codes: tuple[str, ...]
    asks: NDArray[np.intp]
    groups: Collection[Groups]


def searches_of(open_searches: Iterable[tuple[int, Requirements]]) -> Searches:
    """From (id, requirements) of each. The instants in them do not matter, and neither do the wishes."""
    rows = list(open_searches)
    groups = {wanted.groups: None for _id, wanted in rows}
    asks = {asked: place for place, asked in enumerate(groups)}
    must_codes = tuple(sorted({code for _id, wanted in rows for code in wanted.musts}))
    return searches_from(
        SearchColumns(
            id=np.array([number for number, _wanted in rows], dtype=np.int64),
            latitude=np.array([wanted.latitude for _id, wanted in rows], dtype=np.float64),
            longitude=np.array([wanted.longitude for _id, wanted in rows], dtype=np.float64),
            radius=np.array([wanted.radius_miles for _id, wanted in rows], dtype=np.float64),
            limit=np.array([limit_of(wanted.max_price) for _id, wanted in rows], dtype=np.int64),
            slots=np.array([_slots(wanted) for _id, wanted in rows], dtype=np.uint8),
            musts=np.array([mask(wanted.musts, must_codes) for _id, wanted in rows], dtype=np.uint64),
            must_codes=must_codes,
            asks=np.array([asks[wanted.groups] for _id, wanted in rows], dtype=np.intp),
            groups=groups,
        )
    )


def searches_from(columns: SearchColumns) -> Searches:
    """The same, of searches that were read as columns."""
    key = row_keys(columns.latitude, columns.longitude)
    order = np.argsort(key, kind="stable")
    names = ("id", "latitude", "longitude", "radius", "limit", "slots", "musts", "asks")
    sorted_columns = {name: getattr(columns, name)[order] for name in names}
    return Searches(
        key=key[order],
        **sorted_columns,
        plans=flatten(columns.groups),
        must_codes=columns.must_codes,
        reach=float(columns.radius.max(initial=0.0)),
    )


def _slots(wanted: Requirements) -> int:
    return sum(SLOT_BITS[slot] for slot in wanted.slots) if wanted.slots_required else 0


def reverse(searches: Searches, listings: Listings, *, on: datetime.datetime) -> list[NDArray[np.int64]]:
    """For each listing, the ids (ascending) of the searches that it matches at the instant `on`: it meets every need.

    Whether it would be shown is another question, that the ranking of the search answers.
    """
    found = list(_pairs(searches, listings, on, fails=0))
    place = np.concatenate([NOBODY, *(place for place, _ids in found)])
    ids = np.concatenate([NOBODY, *(ids for _place, ids in found)])
    ids = ids[np.lexsort((ids, place))]
    ends = np.cumsum(np.bincount(place, minlength=len(listings)))
    return np.split(ids, ends[:-1]) if len(listings) else []


def touched(searches: Searches, listings: Listings, *, on: datetime.datetime) -> NDArray[np.int64]:
    """The ids (ascending) of the searches in which any of the listings is a match or may be a near miss at `on`.

    Whoever is neither before nor after a change of the listings has the same answer as before. So ask with the facts of
    before and of now, and take both: who asks for $200 at most is let in by a price that fell from $300 to $180, and
    loses a match by one that rose from $180 to $300.
    """
    return np.unique(np.concatenate([NOBODY, *(ids for _place, ids in _pairs(searches, listings, on, fails=1))]))


# --- Pairs of a listing and a search ----------------------------------------------------------------------------------
def _pairs(
    searches: Searches, listings: Listings, on: datetime.datetime, *, fails: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(place of the listing, id of the search) wherever at most so many needs fail, for some listings after others."""
    places = np.flatnonzero(_is_listed(listings, on))
    if not len(searches):
        return
    reach = max(searches.reach, WIDEST) if fails else searches.reach
    has = _traits(listings, searches.must_codes)
    for start in range(0, len(places), AT_ONCE):
        few = places[start : start + AT_ONCE]
        one, first, past = runs_within_all(searches.key, listings.latitude[few], listings.longitude[few], reach)
        length = past - first
        at = np.arange(length.sum()) + np.repeat(past - np.cumsum(length), length)
        yield _meeting(searches, listings, has, few, np.repeat(one, length), at, fails)


def _meeting(
    searches: Searches, listings: Listings, has: Masks, few: Places, one: Places, at: Places, fails: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the pairs of few[one] and the searches `at`. The cheapest tests first, each on what the one before has left.

    Within the radius so many needs may fail; beyond it the distance is one of them.
    """
    if not fails:  # a first cut: latitude alone leaves two of three out
        north = np.abs(searches.latitude[at] - listings.latitude[few][one])
        keep = np.flatnonzero(north * MILES_A_DEGREE <= searches.radius[at] + 1)
        one, at = one[keep], at[keep]
    lacking = np.bitwise_count(searches.musts[at] & ~has[few][one]).astype(np.int8)
    asked = searches.slots[at]
    lacking += (asked != 0) & (asked & listings.slots[few].astype(np.uint8)[one] == 0)
    keep = np.flatnonzero(lacking <= fails)
    one, at, failed = one[keep], at[keep], lacking[keep]
    session, offers_some = sessions(searches.plans, _prices(listings, few, searches.plans.codes))
    asks = searches.asks[at]
    failed += session[asks, one] > searches.limit[at]
    keep = np.flatnonzero((failed <= fails) & offers_some[asks, one])
    one, at, failed = one[keep], at[keep], failed[keep]
    radius = searches.radius[at]
    reach = np.where(failed < fails, np.maximum(radius, WIDEST), radius)
    miles = miles_from(
        listings.latitude[few][one], listings.longitude[few][one], searches.latitude[at], searches.longitude[at]
    )
    within = np.flatnonzero(miles <= reach)
    return few[one[within]], searches.id[at[within]]


def _prices(listings: Listings, few: Places, codes: Mapping[int, int]) -> NDArray[np.int64]:
    """(codes, few) dollars of a session, NOT_OFFERED where there is none."""
    price = np.full((len(codes), len(few)), NOT_OFFERED, dtype=np.int64)
    for column, place in enumerate(few.tolist()):
        own = slice(int(listings.offering_starts[place]), int(listings.offering_starts[place + 1]))
        for code, dollars in zip(listings.service_code[own].tolist(), listings.price[own].tolist(), strict=True):
            if code in codes:
                price[codes[code], column] = dollars
    return price


def _is_listed(listings: Listings, on: datetime.datetime) -> Bools:
    """(n,) patients may see it at the instant `on`, and it takes new ones. See stretches.py."""
    owner = np.repeat(np.arange(len(listings)), np.diff(listings.stretch_starts))
    today = todays(on, listings.time_zones)[listings.time_zone[owner]]
    holds = (listings.stretch_first <= today) & (today <= listings.stretch_last)
    listed: Bools = listings.accepting & (np.bincount(owner[holds], minlength=len(listings)) > 0)
    return listed


def _traits(listings: Listings, codes: Sequence[str]) -> Masks:
    """(n,) mask of those codes that each has."""
    has, held = np.zeros(len(listings), dtype=np.uint64), listings.traits.astype(np.uint64)
    for place, code in enumerate(codes):
        if code in listings.trait_codes:
            bit = np.uint64(listings.trait_codes.index(code))
            has |= (held >> bit & np.uint64(1)) << np.uint64(place)
    return has
