"""Rows in latitude bands, and the runs of rows that a circle covers."""

import math

import numpy as np
from numpy.typing import NDArray

from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE
from matching.index.columns import Floats

BANDS_PER_DEGREE = 10
BANDS = 180 * BANDS_PER_DEGREE + 1  # the last holds the north pole alone
LONGITUDE_BITS = 21  # about 60 feet at the equator; the band takes the other 11 bits
LONGITUDE_STEPS = (2**LONGITUDE_BITS - 1) / 360
HAIR = 1e-9  # radians, a quarter of an inch: more than any rounding here

Keys = NDArray[np.uint32]
Runs = tuple[NDArray[np.uint32], NDArray[np.uint32]]  # first row and one past the last row of each run, ascending


def row_keys(latitude: Floats, longitude: Floats) -> Keys:
    """(n,) ascending in band, then in longitude. Degrees in."""
    return _keys(_band(latitude), longitude)


def _band(latitude: Floats) -> NDArray[np.int64]:
    return np.floor((latitude + 90) * BANDS_PER_DEGREE).astype(np.int64)


def _keys(band: NDArray[np.int64], longitude: Floats) -> Keys:
    step = np.floor((longitude + 180) * LONGITUDE_STEPS).astype(np.int64)
    keys: Keys = ((band << LONGITUDE_BITS) | step).astype(np.uint32)
    return keys


def runs_within(key: Keys, latitude: float, longitude: float, miles: float) -> Runs:
    """The runs of rows that hold everyone within `miles` of a point, and some just outside."""
    band, west, east = _strips(latitude, longitude, miles)
    first = np.searchsorted(key, _keys(band, west))
    past = np.searchsorted(key, _keys(band, east), side="right")
    some = past > first
    return first[some].astype(np.uint32), past[some].astype(np.uint32)


def _strips(latitude: float, longitude: float, miles: float) -> tuple[NDArray[np.int64], Floats, Floats]:
    """(band, west, east) that together cover the circle. One for each band; two where it crosses the 180th meridian."""
    angle = min(math.pi, (miles + 1 / STEPS_PER_MILE) / EARTH_RADIUS_MILES + HAIR)  # a point may round down onto it
    reach = math.degrees(angle)
    lowest, highest = _band(np.array([max(-90.0, latitude - reach), min(90.0, latitude + reach)])).tolist()
    band = np.arange(lowest, highest + 1)
    aside = np.degrees(_half_widths(band, math.radians(latitude), angle))
    west, east = longitude - aside, longitude + aside
    around = aside >= 180
    west[around], east[around] = -180.0, 180.0
    over_west, over_east = west < -180, east > 180
    strips = (
        np.concatenate((band, band[over_west], band[over_east])),
        np.concatenate((np.maximum(west, -180), west[over_west] + 360, np.full(over_east.sum(), -180.0))),
        np.concatenate((np.minimum(east, 180), np.full(over_west.sum(), 180.0), east[over_east] - 360)),
    )
    order = np.lexsort((strips[1], strips[0]))
    return strips[0][order], strips[1][order], strips[2][order]


def _half_widths(band: NDArray[np.int64], phi: float, angle: float) -> Floats:
    """(bands,) radians of longitude from the middle of the circle to its edge, at least, anywhere in the band.

    The haversine formula solved for the longitude, with the nearest parallel of the band and its shortest.
    """
    south = np.radians(band / BANDS_PER_DEGREE - 90) - HAIR
    north = np.radians((band + 1) / BANDS_PER_DEGREE - 90) + HAIR
    nearest = np.clip(phi, south, north) - phi
    shortest = np.maximum(0, np.minimum(np.cos(south), np.cos(north)))
    squared = math.sin(angle / 2) ** 2 - np.sin(nearest / 2) ** 2
    parallel = shortest * max(0.0, math.cos(phi))
    part = np.ones(len(band))
    np.divide(np.maximum(0, squared), parallel, out=part, where=parallel > 1e-12)
    widths: Floats = np.where(part >= 1, np.pi, 2 * np.arcsin(np.sqrt(np.minimum(1, part))) + HAIR)
    return widths
