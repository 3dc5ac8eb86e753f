"""The directory as the index's columns, read from PostgreSQL in one moment.

Which rows count is asked of the same querysets as in matching.assembly, and what follows from them of the same
functions; a test holds both equal. Dates stay dates: nothing here depends on the clock.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Least

from matching.assembly import active_licenses, active_locations, proven_cases, slots_of, traits_of
from matching.engine import Slot
from matching.enums import WISH_CODES
from matching.index import SLOT_BITS, Listings
from matching.snapshots.changes import Watermark, watermark_now
from matching.snapshots.copying import BOOLEAN, CLOCK, DAY, FLOAT, INSTANT, INTEGER, TEXT, Column, columns
from providers.enums import CheckKind
from providers.models import ExclusionHit, Offering, WeeklyHours
from providers.models.location import OPENING_GOOD_FOR
from providers.us import TIME_ZONES

TRAITS = tuple(WISH_CODES)
ZONES = tuple(TIME_ZONES)
SLOTS = tuple(Slot)

LOCATION_COLUMNS = {
    "pk": INTEGER,
    "provider_id": INTEGER,
    "latitude": FLOAT,
    "longitude": FLOAT,
    "time_zone": TEXT,
    "accepting_patients": BOOLEAN,
    "first_visit_fee": INTEGER,
    "first_visit_fee_credited": BOOLEAN,
    "next_opening_at": INSTANT,
    "hours_confirmed_on": DAY,
    "provider__profession": TEXT,
    "provider__gender": TEXT,
    "spoken": TEXT,
    "step_free_access": BOOLEAN,
    "video_visits": BOOLEAN,
    "treats_fat_pads": BOOLEAN,
}


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


def listings_of(ids: Collection[int] | None) -> Listings:
    """Those of the locations that may be somebody's candidates, in the order of their ids. None: all."""
    rows = dict(zip(LOCATION_COLUMNS, _locations(ids), strict=True))
    order = np.argsort(rows["pk"])
    rows = {name: column[order] for name, column in rows.items()}
    here = rows["pk"]
    offerings, offering_starts = _ragged(here, _offerings(ids))
    windows, window_starts = _windows(ids, here, rows["treats_fat_pads"])
    return Listings(
        location_id=here,
        provider_id=rows["provider_id"],
        latitude=rows["latitude"],
        longitude=rows["longitude"],
        time_zone=_positions(rows["time_zone"], ZONES),
        license_until=_last_days(ids, here),
        window_starts=window_starts,
        window_first=windows[1],
        window_last=windows[2],
        excluded=np.isin(rows["provider_id"], _excluded(ids)),
        accepting=rows["accepting_patients"],
        first_visit_fee=rows["first_visit_fee"],
        fee_credited=rows["first_visit_fee_credited"],
        slots=_slot_masks(ids, here),
        traits=_trait_masks(rows),
        next_opening=rows["next_opening_at"],
        opening_good_until=np.where(
            rows["hours_confirmed_on"] < 0, -1, rows["hours_confirmed_on"] + OPENING_GOOD_FOR.days
        ),
        offering_starts=offering_starts,
        service_code=offerings[1],
        price=offerings[2],
        sessions_done=offerings[3],
        time_zones=ZONES,
        trait_codes=TRAITS,
    )


# --- Queries --------------------------------------------------------------------------------------------------------
def _locations(ids: Collection[int] | None) -> list[Column]:
    spoken = Func(F("provider__languages"), Value(","), function="array_to_string", output_field=TextField())
    rows = _only(active_locations().annotate(spoken=spoken), "pk", ids)
    return columns(rows.values_list(*LOCATION_COLUMNS), list(LOCATION_COLUMNS.values()))


def _offerings(ids: Collection[int] | None) -> list[Column]:
    rows = _only(Offering.objects.filter(is_active=True), "location", ids)
    wanted = rows.values_list("location_id", "area_concern_id", "price_per_session", "sessions_done")
    return columns(wanted, [INTEGER] * 4)


def _last_days(ids: Collection[int] | None, here: Column) -> Column:
    """(n,) the last day of the longest license in the clinic's state, or -1."""
    rows = active_licenses().filter(provider__locations__state=F("state"), **_among("provider__locations", ids))
    longest = rows.order_by().values("provider__locations").annotate(last=Max("expires_on"))
    location, last = columns(longest.values_list("provider__locations", "last"), [INTEGER, DAY])
    days = np.full(len(here), -1, dtype=np.int64)
    place, known = _places(here, location)
    days[place] = last[known]
    return days


def _windows(ids: Collection[int] | None, here: Column, fat_pads: Column) -> tuple[list[Column], Column]:
    """When proven cases hold that cover the clinic's state and, where small fat pads are treated, the products."""
    products = ExpressionWrapper(Q(kinds__contains=[CheckKind.PRODUCTS]), output_field=BooleanField())
    rows = proven_cases().filter(
        states__contains=Func(F("provider__locations__state"), template="ARRAY[%(expressions)s]::varchar(2)[]"),
        **_among("provider__locations", ids),
    )
    wanted = rows.annotate(last=Least("approved_until", "ends"), products=products).order_by()
    found = columns(
        wanted.values_list("provider__locations", "approved_from", "last", "products"), [INTEGER, DAY, DAY, BOOLEAN]
    )
    place, known = _places(here, found[0])
    found = [column[known] for column in found]
    enough = found[3] | ~fat_pads[place]
    return _ragged(here, [column[enough] for column in found])


def _excluded(ids: Collection[int] | None) -> Column:
    rows = _only(ExclusionHit.objects.hiding(), "provider__locations", ids)
    return columns(rows.values_list("provider_id"), [INTEGER])[0]


def _slot_masks(ids: Collection[int] | None, here: Column) -> Column:
    """(n,) each span of hours is judged once: a week has few different ones, and every clinic repeats them."""
    rows = _only(WeeklyHours.objects.all(), "location", ids)
    wanted = rows.values_list("location_id", "weekday", "opens", "closes")
    location, weekday, opens, closes = columns(wanted, [INTEGER, INTEGER, CLOCK, CLOCK])
    spans, which = np.unique((weekday * 1440 + opens) * 1441 + closes, return_inverse=True)
    masks = np.array([_mask(int(span)) for span in spans], dtype=np.int64)
    place, known = _places(here, location)
    found = np.zeros(len(here), dtype=np.int64)
    np.bitwise_or.at(found, place, masks[which[known]] if len(masks) else np.empty(0, dtype=np.int64))
    return found


def _mask(span: int) -> int:
    rest, closes = divmod(span, 1441)
    weekday, opens = divmod(rest, 1440)
    return sum(SLOT_BITS[slot] for slot in slots_of(weekday, time(*divmod(opens, 60)), time(*divmod(closes, 60))))


# --- Arrays ---------------------------------------------------------------------------------------------------------
def _trait_masks(rows: dict[str, Column]) -> Column:
    """(n,) each mix of facts is judged once, by the function that the engine's candidates are made with."""
    names = ("provider__profession", "provider__gender", "spoken", "step_free_access", "video_visits")
    mixes = list(zip(*(rows[name].tolist() for name in names), strict=True))
    masks = {}
    for profession, gender, spoken, step_free, video_first in set(mixes):
        codes = traits_of(profession, gender, spoken.split(",") if spoken else [], step_free, video_first)
        masks[profession, gender, spoken, step_free, video_first] = sum(1 << TRAITS.index(code) for code in codes)
    return np.array([masks[mix] for mix in mixes], dtype=np.int64)


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


def _only(rows: QuerySet[Any], field: str, ids: Collection[int] | None) -> QuerySet[Any]:
    return rows.filter(**_among(field, ids)).order_by()


def _among(field: str, ids: Collection[int] | None) -> dict[str, Any]:
    return {} if ids is None else {f"{field}__in": list(ids)}
