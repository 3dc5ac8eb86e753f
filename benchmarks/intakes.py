"""Searches as patients make them, drawn from a fixed seed. Each set is one kind of place.

What is asked is drawn the same way for every set: concerns in areas, areas alone ("not sure what for"), or one concern
alone; a price limit for most; times of the week, musts and wishes for some. One question is left out: several concerns
with no area. Its price is a search over plans, which no rival could do in SQL that a developer would write.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

from django.db.models import Max, Min

from benchmarks.directory import NOW
from matching.engine import Requirements, Service, Slot
from matching.engine.requirements import Groups
from matching.search.assembly import groups_for, services_asked_for
from providers.directory.geocoding.zip_codes import zip_table
from treatments.models import CostGuide, SessionPlan

SEED: Final = 20261102
POPULAR_AREAS: Final = {"face": 10, "neck": 4, "stomach": 4, "hips-and-thighs": 4, "scalp": 4}  # any other: 1
WISHES: Final = ("doctor", "woman", "man", "step_free", "video_first", "speaks:es", "speaks:zh", "speaks:ru")
RADII: Final = {5: 10, 10: 20, 15: 30, 25: 25, 50: 15}  # miles, and out of 100 who choose it


class Catalog(NamedTuple):
    """What the catalog says to every search."""

    services: tuple[Service, ...]
    price_low: int
    price_high: int
    sessions_min: int
    sessions_max: int


class Places(NamedTuple):
    """Rows of the ZIP table, and people in each."""

    rows: Sequence[int]
    cumulated: Sequence[int]

    def draw(self, rng: Random) -> int:
        return self.rows[bisect(self.cumulated, rng.random() * self.cumulated[-1], hi=len(self.rows) - 1)]


def catalog() -> Catalog:
    guide = CostGuide.objects.get(slug="session")
    course = SessionPlan.objects.aggregate(least=Min("sessions_min"), most=Max("sessions_max"))
    return Catalog(tuple(services_asked_for()), guide.low, guide.high, course["least"], course["most"])


def dense(catalog: Catalog, count: int) -> list[Requirements]:
    """Manhattan, 25 miles: more candidates than anywhere."""
    table = zip_table()
    manhattan = _places([row for row, number in enumerate(table.zips) if 10001 <= number <= 10282])
    rng = Random(f"{SEED} dense")
    return [draw(rng, catalog, manhattan.draw(rng), radius=25) for _ in range(count)]


def sparse(catalog: Catalog, count: int) -> list[Requirements]:
    """Montana, 50 miles, the most that the intake offers: hardly anybody."""
    table = zip_table()
    montana = _places([row for row, state in enumerate(table.states) if state == "MT"])
    rng = Random(f"{SEED} sparse")
    return [draw(rng, catalog, montana.draw(rng), radius=50) for _ in range(count)]


def mixed(catalog: Catalog, count: int) -> list[Requirements]:
    """People from everywhere, with the radius that each would choose."""
    everywhere = _places(range(len(zip_table())))
    rng = Random(f"{SEED} mixed")
    chosen, shares = list(RADII), list(RADII.values())
    return [draw(rng, catalog, everywhere.draw(rng), radius=rng.choices(chosen, shares)[0]) for _ in range(count)]


SETS: Final = {"dense": dense, "mixed": mixed, "sparse": sparse}


def _places(rows: Sequence[int]) -> Places:
    weights = zip_table().weights
    return Places(rows, list(accumulate(weights[row] for row in rows)))


def draw(rng: Random, catalog: Catalog, row: int, *, radius: float) -> Requirements:
    table = zip_table()
    groups = draw_groups(rng, catalog.services)
    areas = len({service.area for group in groups for service in group}) if len(groups) > 1 else 1
    limited = rng.random() < 0.6
    slots = frozenset(rng.sample(list(Slot), rng.choice((1, 2))) if rng.random() < 0.4 else ())
    musts = frozenset([rng.choice(WISHES)] if rng.random() < 0.25 else ())
    wishes = frozenset(rng.sample(WISHES, rng.choice((0, 0, 1, 2)))) - musts
    return Requirements(
        groups=groups,
        latitude=table.latitudes[row],
        longitude=table.longitudes[row],
        radius_miles=float(radius),
        max_price=round(rng.lognormvariate(5.75, 0.3) * areas / 25) * 25 if limited else None,
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.4,
        wishes=wishes,
        musts=musts,
        price_low=catalog.price_low,
        price_high=catalog.price_high,
        sessions_min=catalog.sessions_min,
        sessions_max=catalog.sessions_max,
        on=NOW,
    )


def draw_groups(rng: Random, services: Sequence[Service]) -> Groups:
    """Concerns in areas for 60 of 100, areas alone for 25, one concern alone for 15."""
    kind = rng.choices(("both", "areas", "concern"), (60, 25, 15))[0]
    names = sorted({service.area for service in services})
    areas: set[str] = set()
    for _ in range(rng.choice((1, 1, 1, 2))):
        areas.update(rng.choices(names, [POPULAR_AREAS.get(name, 1) for name in names]))
    treated = sorted({service.concern for service in services if kind == "concern" or service.area in areas})
    if kind == "areas":
        return groups_for(areas=areas, concerns=(), services=services)
    if kind == "concern":
        return groups_for(areas=(), concerns=[rng.choice(treated)], services=services)
    concerns = rng.sample(treated, min(len(treated), rng.choice((1, 1, 2))))
    return groups_for(areas=areas, concerns=concerns, services=services)
