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
Places = NDArray[np.intp]
Runs = NDArray[np.uint32]  # (2, runs) first row, and one past the last row, of each run; ascending


def row_keys(latitude: Floats, longitude: Floats) -> Keys:
    """(n,) ascending in band, then in longitude. Degrees in."""
    return _keys(((latitude + 90) * BANDS_PER_DEGREE).astype(np.int64), longitude)


def _keys(band: NDArray[np.int64], longitude: Floats) -> Keys:
    """Neither band nor step is below 0, so cutting the fraction off is rounding down."""
    keys: Keys = ((longitude + 180) * LONGITUDE_STEPS).astype(np.uint32)
    keys |= (band << LONGITUDE_BITS).astype(np.uint32)
    return keys


def runs_within(key: Keys, latitude: float, longitude: float, miles: float) -> Runs:
    """The runs of rows that hold everyone within `miles` of a point, and some just outside."""
    band, sides = _strips(latitude, longitude, miles)
    keys = _keys(band, sides)
    keys[1] += 1  # past the east side
    ends = key.searchsorted(keys).astype(np.uint32)
    return ends[:, ends[1] > ends[0]]


def runs_within_all(key: Keys, latitude: Floats, longitude: Floats, miles: float) -> tuple[Places, Places, Places]:
    """Likewise around many points: (which point, first row, one past the last row) of each run, in their order."""
    angle = _angle(miles)
    reach = math.degrees(angle)
    lowest = np.floor((np.maximum(-90.0, latitude - reach) + 90) * BANDS_PER_DEGREE).astype(np.int64)
    bands = np.floor((np.minimum(90.0, latitude + reach) + 90) * BANDS_PER_DEGREE).astype(np.int64) - lowest + 1
    point = np.repeat(np.arange(len(latitude)), bands)
    band = np.arange(len(point)) + np.repeat(lowest + bands - np.cumsum(bands), bands)
    aside = np.degrees(_half_widths(band, np.radians(latitude)[point], angle))
    west, east = longitude[point] - aside, longitude[point] + aside
    west[aside >= 180], east[aside >= 180] = -180.0, 180.0
    over_west, over_east = (
        np.flatnonzero(west < -180),
        np.flatnonzero(east > 180),
    )  # the date line: the rest lies beyond
    place = np.concatenate((np.arange(len(point)), over_west, over_east))
    wests = np.concatenate((np.maximum(west, -180), west[over_west] + 360, np.full(len(over_east), -180.0)))
    easts = np.concatenate((np.minimum(east, 180), np.full(len(over_west), 180.0), east[over_east] - 360))
    first = key.searchsorted(_keys(band[place], wests))
    past = key.searchsorted(_keys(band[place], easts) + np.uint32(1))
    held = np.flatnonzero(past > first)
    return point[place[held]], first[held], past[held]


def runs_around(outer: Runs, inner: Runs) -> Runs:
    """What the runs of a wider circle hold beside those of a narrower one around the same point."""
    ends = np.sort(np.concatenate((outer.ravel(), inner.ravel()))).reshape(-1, 2).T  # each inner run cuts an outer one
    return ends[:, ends[1] > ends[0]]


def _strips(latitude: float, longitude: float, miles: float) -> tuple[NDArray[np.int64], Floats]:
    """(band, (west, east)) that together cover the circle. One for each band; two where it crosses the date line."""
    angle = _angle(miles)
    reach = math.degrees(angle)
    lowest = math.floor((max(-90.0, latitude - reach) + 90) * BANDS_PER_DEGREE)
    highest = math.floor((min(90.0, latitude + reach) + 90) * BANDS_PER_DEGREE)
    band = np.arange(lowest, highest + 1)
    aside = np.degrees(_half_widths(slice(lowest, highest + 1), math.radians(latitude), angle))
    sides = np.array((longitude - aside, longitude + aside))
    if abs(longitude) + aside.max() > 180:
        sides[:, aside >= 180] = [[-180.0], [180.0]]
        return _cut_at_the_date_line(band, sides)
    return band, sides


def _angle(miles: float) -> float:
    """Radians, a little more than it is: a point may round down onto the circle."""
    return min(math.pi, (miles + 1 / STEPS_PER_MILE) / EARTH_RADIUS_MILES + HAIR)


def _cut_at_the_date_line(band: NDArray[np.int64], sides: Floats) -> tuple[NDArray[np.int64], Floats]:
    """What lies over it on either side is a strip of its own. Longitudes come out within -180 to 180, in order."""
    west, east = sides
    over_west, over_east = west < -180, east > 180
    bands = np.concatenate((band, band[over_west], band[over_east]))
    wests = np.concatenate((np.maximum(west, -180), west[over_west] + 360, np.full(over_east.sum(), -180.0)))
    easts = np.concatenate((np.minimum(east, 180), np.full(over_west.sum(), 180.0), east[over_east] - 360))
    order = np.lexsort((wests, bands))
    return bands[order], np.stack((wests, easts))[:, order]


def _half_widths(bands: slice | NDArray[np.int64], phi: float | Floats, angle: float) -> Floats:
    """(bands,) radians of longitude from the middle of the circle to its edge, at least, anywhere in the band.

    The haversine formula solved for the longitude, with the nearest parallel of the band and its shortest.
    """
    nearest = np.minimum(np.maximum(SOUTH[bands], phi), NORTH[bands]) - phi
    squared = math.sin(angle / 2) ** 2 - np.sin(nearest / 2) ** 2
    parallel = SHORTEST[bands] * np.maximum(0.0, np.cos(phi))
    part = np.ones(len(parallel))
    np.divide(np.maximum(0, squared), parallel, out=part, where=parallel > 1e-12)
    widths: Floats = 2 * np.arcsin(np.sqrt(np.minimum(1, part))) + HAIR
    widths[part >= 1] = np.pi
    return widths


# Of each band, in radians: its southern and its northern edge, and the cosine of the latitude that is nearer to a pole.
SOUTH = np.radians(np.arange(BANDS) / BANDS_PER_DEGREE - 90) - HAIR
NORTH = np.radians(np.arange(1, BANDS + 1) / BANDS_PER_DEGREE - 90) + HAIR
SHORTEST = np.maximum(0, np.minimum(np.cos(SOUTH), np.cos(NORTH)))
