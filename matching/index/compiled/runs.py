"""The runs of rows that a circle covers, compiled. See bands.py."""

import math

import numpy as np

from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE
from matching.index.bands import BANDS_PER_DEGREE, HAIR, LONGITUDE_BITS, LONGITUDE_STEPS
from matching.index.compiled.jit import jit


@jit
def _lower(array, low, high, value):
    """The first place in array[low:high] that holds `value` or more."""
    while low < high:
        middle = (low + high) >> 1
        if array[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@jit
def runs_within(key, latitude, longitude, miles):
    """See bands.runs_within: the same runs, band by band."""
    angle = min(math.pi, (miles + 1 / STEPS_PER_MILE) / EARTH_RADIUS_MILES + HAIR)
    reach, phi = math.degrees(angle), math.radians(latitude)
    lowest = math.floor((max(-90.0, latitude - reach) + 90) * BANDS_PER_DEGREE)
    highest = math.floor((min(90.0, latitude + reach) + 90) * BANDS_PER_DEGREE)
    ends = np.empty((2, 2 * (highest - lowest + 1)), np.uint32)
    runs = place = 0
    for band in range(lowest, highest + 1):
        south = math.radians(band / BANDS_PER_DEGREE - 90) - HAIR
        north = math.radians((band + 1) / BANDS_PER_DEGREE - 90) + HAIR
        nearest = min(max(phi, south), north) - phi
        parallel = max(0.0, min(math.cos(south), math.cos(north))) * max(0.0, math.cos(phi))
        squared = max(0.0, math.sin(angle / 2) ** 2 - math.sin(nearest / 2) ** 2)
        part = squared / parallel if parallel > 1e-12 else 1.0
        aside = 180.0 if part >= 1 else math.degrees(2 * math.asin(math.sqrt(part)) + HAIR)
        west, east = longitude - aside, longitude + aside
        if aside >= 180:
            west, east = -180.0, 180.0
        # From west to east: what went over the 180th meridian, the band itself, what went over on the other side.
        for strip_west, strip_east in (
            (-180.0, east - 360),
            (max(west, -180.0), min(east, 180.0)),
            (west + 360, 180.0),
        ):
            if strip_west > strip_east:
                continue
            first = _lower(key, place, len(key), _key(band, strip_west))
            place = _lower(key, first, len(key), _key(band, strip_east) + 1)
            if place > first:
                ends[0, runs], ends[1, runs] = first, place
                runs += 1
    return ends[0, :runs], ends[1, :runs]


@jit
def _key(band, longitude):
    return (band << LONGITUDE_BITS) | math.floor((longitude + 180) * LONGITUDE_STEPS)


@jit
def inside_and_around(key, latitude, longitude, radius, reach):
    """Runs within `reach`, cut where the circle of `radius` begins and ends: (3, runs) int64 of first row, one past the
    last row, and 1 where nobody is within the radius. Ascending.
    """
    wide_first, wide_past = runs_within(key, latitude, longitude, reach)
    first, past = runs_within(key, latitude, longitude, radius) if radius < reach else (wide_first, wide_past)
    cut = np.empty((3, len(wide_first) + 2 * len(first)), np.int64)
    pieces = inner = 0
    for run in range(len(wide_first)):
        at, end = np.int64(wide_first[run]), np.int64(wide_past[run])
        while at < end:
            while inner < len(first) and past[inner] <= at:
                inner += 1
            begins = np.int64(first[inner]) if inner < len(first) else end
            is_around = begins > at
            until = min(end, begins) if is_around else min(end, np.int64(past[inner]))
            cut[0, pieces], cut[1, pieces], cut[2, pieces] = at, until, is_around
            pieces += 1
            at = until
    return cut[:, :pieces]


@jit
def spans(posting_row, posting_first, posting_past, runs):
    """((codes, runs) first posting of a service in a run, (codes, runs) one past the last)."""
    lows = np.empty((len(posting_first), runs.shape[1]), np.int64)
    highs = np.empty_like(lows)
    for code in range(len(posting_first)):
        place = posting_first[code]
        for run in range(runs.shape[1]):
            place = _lower(posting_row, place, posting_past[code], runs[0, run])
            lows[code, run] = place
            place = _lower(posting_row, place, posting_past[code], runs[1, run])
            highs[code, run] = place
    return lows, highs
