"""The engine's miles, for many points at once."""

import math

import numpy as np

from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE, great_circle_miles
from matching.index.columns import Floats

# NumPy's sin, cos and asin differ from the engine's in the last bits, which is under 1e-11 mile up to NEARBY and under
# 1e-8 up to FAR. Only a point so close to the middle between two steps can round differently.
DOUBTFUL_STEPS = 1e-6 * STEPS_PER_MILE
DOUBTFUL_STEPS_NEARBY = 1e-9 * STEPS_PER_MILE
NEARBY = 300 * STEPS_PER_MILE
HALF_A_DEGREE = math.pi / 360
FAR = 6_000 * STEPS_PER_MILE


def miles_from(latitude: float | Floats, longitude: float | Floats, latitudes: Floats, longitudes: Floats) -> Floats:
    """(n,) miles on the engine's grid, bit for bit what engine.great_circle_miles says. Degrees in: from one point, or
    from a point for each.
    """
    phi = np.radians(latitude)
    cosine, sine = np.cos(phi), np.sin(phi)
    north = np.radians(latitudes) - phi
    half_north = np.sin(north / 2)
    half_east = np.sin((longitudes - longitude) * HALF_A_DEGREE)
    square = half_north * half_north
    # cos(a + b), of which a square root is quicker than another cosine
    cosines = cosine * (1 - 2 * square) - sine * 2 * half_north * np.sqrt(1 - square)
    haversine = square + cosine * cosines * (half_east * half_east)
    steps = 2 * EARTH_RADIUS_MILES * STEPS_PER_MILE * np.arcsin(np.sqrt(np.minimum(1.0, haversine)))
    rounded = np.rint(steps)
    miles: Floats = rounded / STEPS_PER_MILE
    off = np.abs(steps - rounded)  # a half at most, and that in the middle
    if len(steps) and steps.max() > NEARBY:
        doubtful = (off > 0.5 - DOUBTFUL_STEPS) | (steps > FAR)
    else:
        doubtful = off > 0.5 - DOUBTFUL_STEPS_NEARBY
    for place in np.flatnonzero(doubtful):
        points = (latitude, longitude, latitudes, longitudes)
        miles[place] = great_circle_miles(*(float(np.broadcast_to(axis, miles.shape)[place]) for axis in points))
    return miles
