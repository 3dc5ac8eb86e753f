"""Compile before the first person asks: numba takes seconds for it, once a machine."""

import datetime

import numpy as np

from matching.engine import Requirements, Service
from matching.index.columns import Listings
from matching.index.kernels import CHOSEN, Kernels
from matching.index.overlay import index_of
from matching.index.searching import search
from matching.index.snapshot import build


def warm_up(kernels: Kernels = CHOSEN) -> None:
    """Run each loop once for each width of the columns, over one made-up listing. Whoever starts a worker or builds an
    image calls this; with NumPy alone, or where the code is compiled already, it costs next to nothing.
    """
    for location_id in (1, 2**40):  # narrow columns, and wide ones
        index = index_of(build(_one_listing(location_id)))
        for radius in (1.0, 100.0):  # a near miss, and a match
            search(index, _search(radius), limit=1, kernels=kernels)


def _one_listing(location_id: int) -> Listings:
    ints = {name: np.array([1]) for name in ("provider_id", "service_code", "price", "sessions_done")}
    zeros = {name: np.array([0]) for name in ("time_zone", "first_visit_fee", "slots", "traits", "stretch_first")}
    none = {name: np.array([-1]) for name in ("next_opening", "opening_good_until")}
    days = {name: np.array([30_000]) for name in ("stretch_last",)}
    starts = {name: np.array([0, 1]) for name in ("stretch_starts", "offering_starts")}
    return Listings(
        **(ints | zeros | none | days | starts),
        location_id=np.array([location_id]),
        latitude=np.array([40.5]),
        longitude=np.array([-74.0]),
        accepting=np.array([True]),
        fee_credited=np.array([False]),
        time_zones=("UTC",),
        trait_codes=("doctor",),
    )


def _search(radius: float) -> Requirements:
    return Requirements(
        groups=(frozenset({Service(1, "area", "concern")}),),
        latitude=40.0,
        longitude=-74.0,
        radius_miles=radius,
        max_price=None,
        slots=frozenset(),
        slots_required=False,
        wishes=frozenset(),
        musts=frozenset(),
        price_low=1,
        price_high=2,
        sessions_min=1,
        sessions_max=1,
        on=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )
