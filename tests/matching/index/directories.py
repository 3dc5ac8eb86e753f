"""Random directories told twice: as the index's columns and as the engine's candidates.

Facts lie in small ranges, so ties, midnights, near misses and several sites of a provider are common.
"""

import datetime
import random
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matching.engine import Candidate, Factor, Requirements, Service, Slot, Terms
from matching.index import SLOT_BITS, Listings
from matching.search.assembly import openings_of
from providers.directory.models.location import OPENING_GOOD_FOR

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 22)
NOW = datetime.datetime(2026, 11, 23, 6, 30, tzinfo=datetime.UTC)  # the 23rd in New York, the 22nd in Chicago and west
ZONES = ("America/Los_Angeles", "America/New_York", "America/Chicago", "Pacific/Honolulu")
TRAITS = ("doctor", "woman", "speaks:es", "step_free")
AREAS, CONCERNS = ("face", "neck", "scalp"), ("fine-lines", "dull-tone", "hair-loss")
SERVICES = tuple(
    Service(10 * i + j, area, concern) for i, area in enumerate(AREAS, 1) for j, concern in enumerate(CONCERNS, 1)
)
OAKLAND = (37.80, -122.27)


class Days(NamedTuple):
    """On which patients may see the location."""

    first: datetime.date
    last: datetime.date


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """One location with the facts of its provider, as the database holds them."""

    provider_id: int
    location_id: int
    latitude: float
    longitude: float
    at_zip_middle: bool = False
    time_zone: str = ZONES[0]
    stretches: tuple[Days, ...] = (Days(TODAY - 100 * DAY, TODAY + 200 * DAY),)
    accepting: bool = True
    first_visit_fee: int = 0
    fee_credited: bool = False
    slots: frozenset[Slot] = frozenset({Slot.SATURDAY})
    traits: frozenset[str] = frozenset()
    next_opening_at: datetime.datetime | None = None
    second_opening_at: datetime.datetime | None = None
    hours_confirmed_on: datetime.date | None = None
    terms: tuple[tuple[int, Terms], ...] = ((11, Terms(200, 80)),)


GOOD = Clinic(provider_id=1, location_id=10, latitude=37.85, longitude=-122.27)


def candidate(clinic: Clinic, on: datetime.datetime) -> Candidate:
    """As matching.search.assembly makes it of the rows, for a search at the instant `on`."""
    openings = openings_of(clinic, on)
    return Candidate(
        provider_id=clinic.provider_id,
        location_id=clinic.location_id,
        latitude=clinic.latitude,
        longitude=clinic.longitude,
        at_zip_middle=clinic.at_zip_middle,
        time_zone=clinic.time_zone,
        stretches=clinic.stretches,
        accepting=clinic.accepting,
        terms=dict(clinic.terms),
        first_visit_fee=clinic.first_visit_fee,
        fee_credited=clinic.fee_credited,
        slots=clinic.slots,
        traits=clinic.traits,
        next_opening=min(openings.values(), default=None),
        openings=openings,
    )


def listings(clinics: list[Clinic], trait_codes: tuple[str, ...] = TRAITS) -> Listings:
    """The same facts as columns."""
    zones = tuple(sorted({clinic.time_zone for clinic in clinics}))
    stretches = [stretch for clinic in clinics for stretch in clinic.stretches]
    offerings = [offering for clinic in clinics for offering in clinic.terms]
    return Listings(
        location_id=ints(clinic.location_id for clinic in clinics),
        provider_id=ints(clinic.provider_id for clinic in clinics),
        latitude=np.array([clinic.latitude for clinic in clinics], dtype=np.float64),
        longitude=np.array([clinic.longitude for clinic in clinics], dtype=np.float64),
        zip_middle=np.array([clinic.at_zip_middle for clinic in clinics], dtype=bool),
        time_zone=ints(zones.index(clinic.time_zone) for clinic in clinics),
        stretch_starts=starts(len(clinic.stretches) for clinic in clinics),
        stretch_first=ints(day(stretch.first) for stretch in stretches),
        stretch_last=ints(day(stretch.last) for stretch in stretches),
        accepting=np.array([clinic.accepting for clinic in clinics], dtype=bool),
        first_visit_fee=ints(clinic.first_visit_fee for clinic in clinics),
        fee_credited=np.array([clinic.fee_credited for clinic in clinics], dtype=bool),
        slots=ints(sum(SLOT_BITS[slot] for slot in clinic.slots) for clinic in clinics),
        traits=np.array([sum(1 << trait_codes.index(code) for code in c.traits) for c in clinics], dtype=np.uint64),
        next_opening=ints(second(clinic.next_opening_at) for clinic in clinics),
        second_opening=ints(second(clinic.second_opening_at) for clinic in clinics),
        opening_good_until=ints(
            day(clinic.hours_confirmed_on and clinic.hours_confirmed_on + OPENING_GOOD_FOR) for clinic in clinics
        ),
        offering_starts=starts(len(clinic.terms) for clinic in clinics),
        service_code=ints(code for code, _terms in offerings),
        price=ints(terms.price for _code, terms in offerings),
        sessions_done=ints(terms.sessions_done for _code, terms in offerings),
        time_zones=zones,
        trait_codes=trait_codes,
    )


def ints(values):
    return np.fromiter(values, dtype=np.int64)


def starts(lengths):
    return np.concatenate(([0], np.cumsum(ints(lengths)))).astype(np.int64)


def day(date):
    return -1 if date is None else (date - datetime.date(1970, 1, 1)).days


def second(instant):
    return -1 if instant is None else int(instant.timestamp())


# --- At random ------------------------------------------------------------------------------------------------------
def a_directory(rng: random.Random, size: int) -> list[Clinic]:
    """Some providers have several sites; location ids are in no order."""
    numbers = rng.sample(range(1, 10 * size + 1), size)
    return [a_clinic(rng, number, rng.randint(1, max(1, size * 2 // 3))) for number in numbers]


def a_clinic(rng: random.Random, location_id: int, provider_id: int) -> Clinic:
    codes = rng.sample([service.code for service in SERVICES], rng.choice((1, 2, 4, 6)))
    day = rng.choice((None, -2, -1, 0, 0, 1, 2, 3, 14, 27, 28, 29, 60))
    opening = None if day is None else NOW + datetime.timedelta(hours=24 * day + rng.randint(-2, 9))
    later = rng.choice((None, datetime.timedelta(hours=rng.randint(1, 300))))
    clinic = replace(
        GOOD,
        location_id=location_id,
        provider_id=provider_id,
        latitude=OAKLAND[0] + rng.randint(-20, 20) / 16,
        longitude=OAKLAND[1] + rng.choice((0, 0, 0.1, -0.25, rng.uniform(-1.5, 1.5))),
        at_zip_middle=rng.random() < 0.4,
        time_zone=rng.choice(ZONES),
        first_visit_fee=rng.choice((0, 0, 50, 300, 900)),
        fee_credited=rng.random() < 0.5,
        slots=frozenset(rng.sample(list(Slot), rng.randint(0, 3))),
        traits=frozenset(rng.sample(TRAITS, rng.randint(0, 3))),
        next_opening_at=opening,
        second_opening_at=opening + later if opening and later else None,
        hours_confirmed_on=rng.choice((None, TODAY, TODAY - 13 * DAY, TODAY - 14 * DAY, TODAY - 15 * DAY)),
        terms=tuple((code, Terms(rng.randint(2, 8) * 50, rng.choice((0, 49, 50, 400, 70_000)))) for code in codes),
    )
    return clinic if rng.random() < 0.7 else replace(clinic, **a_standing(rng))


def a_standing(rng: random.Random) -> dict:
    """What the patient cannot relax."""
    stretches = [(near(rng), near(rng)) for _ in range(rng.choice((0, 1, 1, 2, 3)))]  # some end before they begin
    return {"stretches": tuple(Days(*stretch) for stretch in stretches), "accepting": rng.random() < 0.85}


def near(rng: random.Random) -> datetime.date:
    return TODAY + rng.randint(-3, 4) * DAY


def a_search(rng: random.Random) -> Requirements:
    slots = frozenset(rng.sample(list(Slot), rng.choice((0, 1, 2))))
    asked = rng.sample((*TRAITS, "man"), rng.choice((0, 0, 1, 2, 3)))
    musts = frozenset(code for code in asked if rng.random() < 0.5)
    return Requirements(
        groups=some_groups(rng),
        latitude=OAKLAND[0],
        longitude=OAKLAND[1],
        radius_miles=rng.choice((5.0, 10.0, 25.0, 50.0, 100.0, 120.0)),
        max_price=rng.choice((None, 150, 300, 500, 800, 1200)),
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.6,
        wishes=frozenset(asked) - musts,
        musts=musts,
        price_low=150,
        price_high=400,
        sessions_min=rng.choice((1, 4)),
        sessions_max=8,
        on=NOW + datetime.timedelta(hours=rng.choice((0, 0, 1, 2, -30, 26)), microseconds=rng.choice((0, 1))),
        matters_most=rng.choice((None, *Factor)),
    )


def some_groups(rng: random.Random):
    """One service, any of several, or several groups, which may share services."""
    if rng.random() < 0.3:
        return (frozenset({rng.choice(SERVICES)}),)
    return tuple(
        frozenset(rng.sample(SERVICES, rng.choice((1, 1, 1, 2, 4)))) for _ in range(rng.choice((1, 2, 2, 3, 4)))
    )
