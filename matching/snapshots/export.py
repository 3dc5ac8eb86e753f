"""The directory as the index's columns, read from PostgreSQL in one moment.

What follows from the rows is asked of the same functions as for a search (facts.py); a test holds both equal. Dates
stay dates: nothing here depends on the clock.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

import numpy as np
from django.db import connection, transaction

from matching.engine import Slot
from matching.index import SLOT_BITS, Listings
from matching.snapshots.changes import Watermark, watermark_now
from matching.snapshots.copying import Column
from matching.snapshots.facts import slots_of
from matching.snapshots.queries import LOCATION_COLUMNS, columns_of, columns_of_all
from providers.directory.models.location import OPENING_GOOD_FOR
from providers.directory.traits import COLUMNS, WISH_CODES, traits_of
from providers.directory.us import TIME_ZONES

ZONES = tuple(TIME_ZONES)
SLOTS = tuple(Slot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    listings: Listings
    watermark: Watermark


def export() -> Export:
    """Every listing, and where the change log stood: one READ ONLY transaction, REPEATABLE READ."""
    with _one_moment():
        watermark = watermark_now()
        return Export(listings=listings_of(None), watermark=watermark)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Inside a caller's transaction it is several moments. That is safe as well: the watermark is read first, so what
    commits in between is told again by the change log."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def listings_of(location_ids: Collection[int] | None) -> Listings:
    """Those of the locations that may be somebody's candidates, in the order of their ids. None: all."""
    found = columns_of_all() if location_ids is None else columns_of(location_ids)
    rows = dict(zip(LOCATION_COLUMNS, found["locations"], strict=True))
    order = np.argsort(rows["pk"])
    rows = {name: column[order] for name, column in rows.items()}
    here = rows["pk"]
    offerings, offering_starts = _ragged(here, found["offerings"])
    stretches, stretch_starts = _ragged(here, found["stretches"])
    return Listings(
        location_id=here,
        provider_id=rows["provider_id"],
        latitude=rows["latitude"],
        longitude=rows["longitude"],
        zip_middle=rows["zip_middle"],
        time_zone=_positions(rows["time_zone"], ZONES),
        stretch_starts=stretch_starts,
        stretch_first=stretches[1],
        stretch_last=stretches[2],
        accepting=rows["accepting_patients"],
        first_visit_fee=rows["first_visit_fee"],
        fee_credited=rows["first_visit_fee_credited"],
        slots=_slot_masks(here, found["hours"]),
        traits=_trait_masks(rows),
        next_opening=rows["next_opening_at"],
        second_opening=rows["second_opening_at"],
        opening_good_until=np.where(
            rows["hours_confirmed_on"] < 0, -1, rows["hours_confirmed_on"] + OPENING_GOOD_FOR.days
        ),
        offering_starts=offering_starts,
        service_code=offerings[1],
        price=offerings[2],
        sessions_done=offerings[3],
        time_zones=ZONES,
        trait_codes=WISH_CODES,
    )


# --- Arrays ---------------------------------------------------------------------------------------------------------
def _slot_masks(here: Column, hours: list[Column]) -> Column:
    """(n,) each span of hours is judged once: a week has few different ones, and every clinic repeats them."""
    location, weekday, opens, closes = hours
    spans, which = np.unique((weekday * 1440 + opens) * 1441 + closes, return_inverse=True)
    masks = np.array([_mask(int(span)) for span in spans], dtype=np.int64)
    place, known = _places(here, location)
    found = np.zeros(len(here), dtype=np.int64)
    np.bitwise_or.at(found, place, masks[which[known]] if len(masks) else np.empty(0, dtype=np.int64))
    return found


@lru_cache(maxsize=4096)
def _mask(span: int) -> int:
    rest, closes = divmod(span, 1441)
    weekday, opens = divmod(rest, 1440)
    return sum(SLOT_BITS[slot] for slot in slots_of(weekday, time(*divmod(opens, 60)), time(*divmod(closes, 60))))


def _trait_masks(rows: dict[str, Column]) -> Column:
    """(n,) each mix of facts is judged once, by the function that the engine's candidates are made with."""
    mixes = zip(*(rows[name].tolist() for name in ("spoken", *COLUMNS)), strict=True)
    return np.fromiter((_trait_mask(*mix) for mix in mixes), dtype=np.int64, count=len(rows["pk"]))


@lru_cache(maxsize=4096)
def _trait_mask(spoken: str, *facts: str | bool) -> int:
    codes = traits_of(spoken.split(",") if spoken else [], facts)
    return sum(1 << WISH_CODES.index(code) for code in codes)


def _positions(words: Column, known: Sequence[str]) -> Column:
    """(n,) where each word stands among those known. KeyError for another."""
    places = {word: place for place, word in enumerate(known)}
    return np.array([places[word] for word in words.tolist()], dtype=np.int64)


def _places(here: Column, location: Column) -> tuple[Column, Column]:
    """(k,) row of each location, and (k,) which of them have one: the others are nobody's candidates."""
    place = np.searchsorted(here, location)
    known = np.flatnonzero(place < len(here))
    known = known[here[place[known]] == location[known]]
    return place[known], known


def _ragged(here: Column, found: list[Column]) -> tuple[list[Column], Column]:
    """Rows sorted by location, those of unknown ones left out, and (n + 1,) where those of each location start."""
    place, known = _places(here, found[0])
    order = known[np.argsort(place, kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(here)))]).astype(np.int64)
    return [column[order] for column in found], starts
