"""What lies under the pins of the dial: water and towns, from the files in data/, which are read once."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine import bounding_box
from matching.lists.clipping import Points, Ring, clip

DATA = files("matching.lists.data")
ROOM = 2.2  # how much wider than the dial shores are cut, so that no cut is seen however far a straight edge bends
SMALLEST_STEP = 2  # in units of the drawing; less is not seen

Project = Callable[[float, float], tuple[float, float]]


class Town(NamedTuple):
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Shore:
    ring: Points  # latitude, longitude
    south: float
    west: float
    north: float
    east: float


@cache
def _shores() -> tuple[Shore, ...]:
    found = []
    for flat in json.loads(gzip.decompress((DATA / "us_water.json.gz").read_bytes())):
        ring = np.array(flat).reshape(-1, 2)[:, ::-1] / 1000
        found.append(Shore(ring, *ring.min(axis=0).tolist(), *ring.max(axis=0).tolist()))
    return tuple(found)


@cache
def _towns() -> tuple[Town, ...]:
    text = gzip.decompress((DATA / "us_towns.csv.gz").read_bytes()).decode()
    return tuple(Town(name, float(north), float(east)) for name, north, east in csv.reader(text.splitlines()))


@cache
def _norths() -> NDArray[np.float64]:
    return np.array([town.latitude for town in _towns()])


def shores_near(latitude: float, longitude: float, miles: float) -> tuple[Ring, ...]:
    """Shores in a box around a point; the box itself where there is water at all, so that what is filled is the water.

    A ring that is the whole box is land on all sides: with the box before it nothing is left to fill."""
    box = bounding_box(latitude, longitude, miles * ROOM)
    frame = [(box.south, box.west), (box.south, box.east), (box.north, box.east), (box.north, box.west)]
    cut = [
        ring
        for shore in _shores()
        if shore.south < box.north and shore.north > box.south and shore.west < box.east and shore.east > box.west
        if (ring := clip(shore.ring, (box.south, box.west), (box.north, box.east)))
    ]
    if all(set(ring) <= set(frame) for ring in cut) and len(cut) == 1:
        return ()
    return (frame, *cut)


def towns_near(latitude: float, longitude: float, miles: float) -> Iterator[Town]:
    """In a box around a point, the largest first."""
    box, towns, norths = bounding_box(latitude, longitude, miles), _towns(), _norths()
    between = np.flatnonzero((norths >= box.south) & (norths <= box.north)).tolist()
    return (towns[at] for at in between if box.contains(towns[at].latitude, towns[at].longitude))


def path_of(rings: Sequence[Ring], project: Project) -> str:
    """An SVG path, to be filled by even and odd."""
    return "".join(_line(ring, project) for ring in rings)


def _line(ring: Ring, project: Project) -> str:
    points = list[tuple[int, int]]()
    for latitude, longitude in ring:
        x, y = map(round, project(latitude, longitude))
        if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) >= SMALLEST_STEP:
            points.append((x, y))
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if len(points) > 2 else ""
