"""The distance dial: where providers lie around a ZIP code, with water and towns from bundled files (dial_map.py).

Pure geometry for an SVG of WIDTH x HEIGHT. North is up. A place at `miles` lies R * sqrt(miles / limit) from the
middle, so near places spread out and far ones still fit; the rings say which distance is where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, radians, sin, sqrt

from matching.engine import great_circle_miles
from matching.lists.dial_labels import Box, Label, place_labels
from matching.lists.dial_map import path_of, shores_near, towns_near

WIDTH, HEIGHT = 440, 430
CENTER_X, CENTER_Y = 220.0, 225.0
RADIUS = 190.0
PIN_GAP = 30.0  # pins closer than this cover each other; a pin is 29 wide
RING_MILES = (1, 5, 10, 15, 25, 50, 100)
RINGS_SHOWN = 4
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class DialPlace:
    """Something to pin. `label` is what the pin shows, `name` what is said of it, `target` the id that it links to."""

    label: str
    name: str
    target: str
    latitude: float
    longitude: float
    miles: float
    near_miss: bool = False

    @property
    def style(self) -> str:
        """A match is drawn by its number, so that its card can light it up."""
        return "near" if self.near_miss else self.label


@dataclass(frozen=True, slots=True)
class Pin:
    place: DialPlace
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ring:
    miles: int
    radius: float

    @property
    def label_y(self) -> float:
        return round(CENTER_Y + self.radius + 4, 1)


@dataclass(frozen=True, slots=True)
class Dial:
    pins: tuple[Pin, ...]
    rings: tuple[Ring, ...]
    water: str  # a path, filled by even and odd; "" where there is none
    towns: tuple[Label, ...]
    center_x: float = CENTER_X
    center_y: float = CENTER_Y
    disc: float = RADIUS + 8
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Disc:
    """What the drawing shows: a point in degrees, and how many miles around it."""

    latitude: float
    longitude: float
    limit: float

    def spot(self, north: float, east: float, miles: float) -> tuple[float, float]:
        angle, reach = bearing(self.latitude, self.longitude, north, east), _reach(miles, self.limit)
        return CENTER_X + reach * sin(angle), CENTER_Y - reach * cos(angle)

    def project(self, north: float, east: float) -> tuple[float, float]:
        return self.spot(north, east, great_circle_miles(self.latitude, self.longitude, north, east))


def draw_dial(*, latitude: float, longitude: float, radius_miles: float, places: Sequence[DialPlace]) -> Dial:
    """The dial around a point in degrees. It reaches to the radius; a near miss beyond it is pinned on the rim, or one
    clinic 90 miles away would squeeze all others into the middle.
    """
    limit = max([radius_miles, *(place.miles for place in places if not place.near_miss)])
    disc = Disc(latitude, longitude, limit)
    spots = tuple(disc.spot(place.latitude, place.longitude, min(place.miles, limit)) for place in places)
    pins = tuple(Pin(place, round(x, 1), round(y, 1)) for place, (x, y) in zip(places, _spread(spots), strict=True))
    rings = [Ring(miles, round(_reach(miles, limit), 1)) for miles in RING_MILES if miles <= limit][-RINGS_SHOWN:]
    near = towns_near(latitude, longitude, limit)
    towns = ((town.name, *disc.project(town.latitude, town.longitude)) for town in near)
    return Dial(
        pins=pins,
        rings=tuple(rings),
        water=_water(disc),
        towns=place_labels(towns, taken=_taken(pins, rings), middle=(CENTER_X, CENTER_Y), radius=RADIUS),
    )


@lru_cache(maxsize=256)
def _water(disc: Disc) -> str:
    """Kept, since a coast has thousands of points and each look at a list draws the same."""
    return path_of(shores_near(disc.latitude, disc.longitude, disc.limit), disc.project)


def _taken(pins: Sequence[Pin], rings: Sequence[Ring]) -> list[Box]:
    """Where no name of a town may stand: on a pin, on the miles of a ring, on the middle."""
    pinned = [Box.around(pin.x, pin.y, PIN_GAP, PIN_GAP) for pin in pins]
    miles = [Box.around(CENTER_X, CENTER_Y + ring.radius, 44, 18) for ring in rings]
    return [*pinned, *miles, Box.around(CENTER_X, CENTER_Y, 28, 28)]


def bearing(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Radians clockwise from north of the great circle from one point to another (the usual formula for the initial
    bearing on a sphere)."""
    here, there, east = radians(latitude), radians(to_latitude), radians(to_longitude - longitude)
    return atan2(sin(east) * cos(there), cos(here) * sin(there) - sin(here) * cos(there) * cos(east))


def _reach(miles: float, limit: float) -> float:
    return RADIUS * sqrt(miles / limit)


@lru_cache(maxsize=256)
def _spread(spots: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Push pins that would cover each other apart, a little at a time, and keep them on the disc. Deterministic, and
    kept as the water is."""
    placed = [list(spot) for spot in spots]
    for _round in range(ROUNDS):
        moved = False
        for second in range(len(placed)):
            for first in range(second):
                moved |= _push(placed[first], placed[second], turn=first * 2.4 + second)
        if not moved:
            break
        for spot in placed:
            _keep_on_disc(spot)
    return [(x, y) for x, y in placed]


def _push(one: list[float], other: list[float], *, turn: float) -> bool:
    """Move two pins half the missing gap each. Two at one spot part in a direction of their own."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    if abs(dx) >= PIN_GAP or abs(dy) >= PIN_GAP:  # most are, and need no root
        return False
    distance = hypot(dx, dy)
    if distance >= PIN_GAP:
        return False
    if distance < 0.01:
        dx, dy, distance = cos(turn), sin(turn), 1.0
        missing = PIN_GAP / 2
    else:
        missing = (PIN_GAP - distance) / 2
    for spot, sign in ((one, -1), (other, 1)):
        spot[0] += sign * missing * dx / distance
        spot[1] += sign * missing * dy / distance
    return True


def _keep_on_disc(spot: list[float]) -> None:
    reach = hypot(spot[0] - CENTER_X, spot[1] - CENTER_Y)
    if reach > RADIUS:
        spot[0] = CENTER_X + (spot[0] - CENTER_X) * RADIUS / reach
        spot[1] = CENTER_Y + (spot[1] - CENTER_Y) * RADIUS / reach
