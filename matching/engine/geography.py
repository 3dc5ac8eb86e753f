"""Great-circle miles: the one distance of the project."""

import math
from typing import NamedTuple

EARTH_RADIUS_MILES = 3958.7613  # IUGG mean radius R1, 6371.0088 km
STEPS_PER_MILE = 1000  # a distance is a whole number of thousandths of a mile (about 5 feet)


def great_circle_miles(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Statute miles between two points given in degrees, by the haversine formula (Sinnott 1984).

    The earth is taken as a sphere, which is wrong by at most 0.6%; a ZIP centroid is about 1.2 miles off anyway.

    The answer is rounded, half to even, to 1/1000 mile. Mathematical libraries differ in the last bits of sin, cos
    and asin; on this grid they agree, unless a distance (under 6,000 miles) lies within 1e-8 mile of the middle between
    two steps. An accelerated twin calls this function for those few and is then exactly equal everywhere.
    """
    phi_1, phi_2 = math.radians(latitude_1), math.radians(latitude_2)
    half_north = math.sin((phi_2 - phi_1) / 2)
    half_east = math.sin(math.radians(longitude_2 - longitude_1) / 2)
    haversine = half_north * half_north + math.cos(phi_1) * math.cos(phi_2) * (half_east * half_east)
    # Rounding can lift the haversine of opposite points a hair above 1, which asin refuses.
    miles = 2 * EARTH_RADIUS_MILES * math.asin(math.sqrt(min(1.0, haversine)))
    return round(miles * STEPS_PER_MILE) / STEPS_PER_MILE


class BoundingBox(NamedTuple):
    """Degrees. `west > east` means that the box crosses the 180th meridian (the Aleutians do)."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, latitude: float, longitude: float) -> bool:
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east

    @property
    def sides(self) -> tuple[float, float]:
        """West and east for who can ask for one stretch alone: all around the earth where the box crosses the 180th
        meridian."""
        return (self.west, self.east) if self.west <= self.east else (-180.0, 180.0)


def bounding_box(latitude: float, longitude: float, miles: float) -> BoundingBox:
    """The smallest box that holds every point within `miles`. A cheap first cut; the distance itself decides.

    Source of the longitude formula: Bronshtein and Semendyayev, as in Matuschek's "Bounding Coordinates".
    """
    # One step wider: a point may round down onto the circle.
    angle = (miles + 1 / STEPS_PER_MILE) / EARTH_RADIUS_MILES
    reach = math.degrees(angle)
    south, north = latitude - reach, latitude + reach
    if south <= -90 or north >= 90:  # a pole is inside: every longitude is
        return BoundingBox(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    aside = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude)))))
    return BoundingBox(south, _wrapped(longitude - aside), north, _wrapped(longitude + aside))


def _wrapped(longitude: float) -> float:
    """The same meridian, written between -180 and 180 degrees."""
    if longitude < -180:
        return longitude + 360
    return longitude - 360 if longitude > 180 else longitude
