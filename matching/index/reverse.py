"""The other way round: from a listing to the open searches that it matters to."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine import RADIUS_STEPS, Requirements
from matching.index.asking import mask
from matching.index.bands import Keys, row_keys, runs_within
from matching.index.columns import SLOT_BITS, Floats, Listings
from matching.index.distance import miles_from
from matching.index.flat_plans import FlatPlans, flatten, sessions
from matching.index.judging import limit_of
from matching.index.local_days import day_number, zone_named


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


def searches_of(open_searches: Iterable[tuple[int, Requirements]]) -> Searches:
    """From (id, requirements) of each. The instants in them do not matter, and neither do the wishes."""
    rows = list(open_searches)
    latitude = np.array([wanted.latitude for _id, wanted in rows], dtype=np.float64)
    longitude = np.array([wanted.longitude for _id, wanted in rows], dtype=np.float64)
    key = row_keys(latitude, longitude)
    order = np.argsort(key, kind="stable")
    rows = [rows[place] for place in order.tolist()]
    groups = {wanted.groups: None for _id, wanted in rows}
    asks = {asked: place for place, asked in enumerate(groups)}
    must_codes = tuple(sorted({code for _id, wanted in rows for code in wanted.musts}))
    return Searches(
        key=key[order],
        id=np.array([number for number, _wanted in rows], dtype=np.int64),
        latitude=latitude[order],
        longitude=longitude[order],
        radius=np.array([wanted.radius_miles for _id, wanted in rows], dtype=np.float64),
        limit=np.array([limit_of(wanted) for _id, wanted in rows], dtype=np.int64),
        slots=np.array([_slots(wanted) for _id, wanted in rows], dtype=np.uint8),
        musts=np.array([mask(wanted.musts, must_codes) for _id, wanted in rows], dtype=np.uint64),
        asks=np.array([asks[wanted.groups] for _id, wanted in rows], dtype=np.intp),
        plans=flatten(groups),
        must_codes=must_codes,
        reach=max((wanted.radius_miles for _id, wanted in rows), default=0.0),
    )


def reverse(searches: Searches, listings: Listings, *, on: datetime.datetime) -> list[NDArray[np.int64]]:
    """For each listing, the ids (ascending) of the searches that it matches at the instant `on`: it meets every need.

    Whether it would be shown is another question, that the ranking of the search answers.
    """
    return [_ids(searches, listings, place, on, fails=0) for place in range(len(listings))]


def touched(searches: Searches, listings: Listings, *, on: datetime.datetime) -> NDArray[np.int64]:
    """The ids (ascending) of the searches in which any of the listings is a match or may be a near miss at `on`.

    Whoever is neither before nor after a change of the listings has the same answer as before. So ask with the facts of
    before and of now, and take both: who asks for $200 at most is let in by a price that fell from $300 to $180, and
    loses a match by one that rose from $180 to $300.
    """
    found = [_ids(searches, listings, place, on, fails=1) for place in range(len(listings))]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _ids(searches: Searches, listings: Listings, place: int, on: datetime.datetime, *, fails: int) -> NDArray[np.int64]:
    """The searches of which the listing fails at most so many needs."""
    if not len(searches) or not _is_listed(listings, place, on):
        return np.empty(0, dtype=np.int64)
    latitude, longitude = float(listings.latitude[place]), float(listings.longitude[place])
    reach = max(searches.reach, float(max(RADIUS_STEPS)) if fails else 0.0)
    first, past = runs_within(searches.key, latitude, longitude, reach)
    at = np.concatenate([np.empty(0, np.intp), *map(np.arange, first.tolist(), past.tolist())]).astype(np.intp)
    failed = _failed(searches, listings, place, at)
    at, failed = at[failed <= fails], failed[failed <= fails]
    miles = miles_from(latitude, longitude, searches.latitude[at], searches.longitude[at])
    failed = failed + (miles > searches.radius[at])
    within = (failed <= fails) & (miles <= np.maximum(searches.radius[at], max(RADIUS_STEPS)))
    return np.sort(searches.id[at[within]])


def _failed(searches: Searches, listings: Listings, place: int, at: NDArray[np.intp]) -> NDArray[np.int64]:
    """(m,) how many needs of each search the listing fails, the radius aside. Many, when it offers nothing of it."""
    offered = slice(int(listings.offering_starts[place]), int(listings.offering_starts[place + 1]))
    codes, prices = listings.service_code[offered], listings.price[offered]
    session, offers_some = sessions(searches.plans, codes.tolist(), prices.tolist())
    charged, asks = session[searches.asks[at]], searches.asks[at]
    has = mask(_traits(listings, place), searches.must_codes)
    lacking = np.bitwise_count(searches.musts[at] & ~np.uint64(has))
    closed = (searches.slots[at] != 0) & (searches.slots[at] & np.uint8(listings.slots[place]) == 0)
    failed = (charged > searches.limit[at]).astype(np.int64) + lacking + closed
    return np.where(offers_some[asks], failed, 99)


def _is_listed(listings: Listings, place: int, on: datetime.datetime) -> bool:
    """Patients may see it at the instant `on`, and it takes new ones. See stretches.py."""
    zone = zone_named(listings.time_zones[int(listings.time_zone[place])])
    today = day_number(on.astimezone(zone).date())
    own = slice(int(listings.stretch_starts[place]), int(listings.stretch_starts[place + 1]))
    listed = (listings.stretch_first[own] <= today) & (today <= listings.stretch_last[own])
    return bool(listings.accepting[place] and listed.any())


def _slots(wanted: Requirements) -> int:
    return sum(SLOT_BITS[slot] for slot in wanted.slots) if wanted.slots_required else 0


def _traits(listings: Listings, place: int) -> list[str]:
    held = int(listings.traits[place])
    return [code for bit, code in enumerate(listings.trait_codes) if held >> bit & 1]
