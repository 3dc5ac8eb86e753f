"""Where a ZIP code is, from the bundled table (providers/directory/data/README.md): no network, no database."""

import csv
import gzip
import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import FIVE_DIGITS

TABLE: Final = Path(__file__).resolve().parents[1] / "data" / "us_zips.csv.gz"
MILITARY: Final = re.compile(r"09|340|96[2-6]")  # APO, FPO and DPO: mail for bases and ships, in no place


class UnknownZipError(UserFacingError):
    """No such ZIP code, as far as the table knows."""


@dataclass(frozen=True, slots=True)
class ZipPlace:
    """Where a ZIP code's town is, in degrees, and the IANA zone there.

    `state` is that of the post office. A few areas reach over the line: `touches` are the other states.
    """

    zip_code: str
    latitude: float
    longitude: float
    city: str
    state: str
    time_zone: str
    touches: frozenset[str] = frozenset()

    def is_in(self, state: str) -> bool:
        """Whether an address with this ZIP may be in that state."""
        return state == self.state or state in self.touches


@dataclass(frozen=True, slots=True)
class ZipTable:
    """Columns in ZIP order. As columns 41,000 rows take 3 MB in every process; as objects they took 13."""

    zips: "array[int]"
    latitudes: "array[float]"
    longitudes: "array[float]"
    weights: "array[int]"
    cities: tuple[str, ...]
    states: tuple[str, ...]
    time_zones: tuple[str, ...]
    touches: dict[int, frozenset[str]]  # by row; about a hundred have any

    def __len__(self) -> int:
        return len(self.zips)

    def place(self, row: int) -> ZipPlace:
        return ZipPlace(
            f"{self.zips[row]:05d}",
            self.latitudes[row],
            self.longitudes[row],
            self.cities[row],
            self.states[row],
            self.time_zones[row],
            self.touches.get(row, frozenset()),
        )

    def find(self, zip_code: str) -> int | None:
        """The row of a five-digit ZIP, None when the table has none."""
        number = int(zip_code)
        row = bisect_left(self.zips, number)
        return row if row < len(self) and self.zips[row] == number else None


@lru_cache(maxsize=1)
def zip_table() -> ZipTable:
    """Read once, at the first look-up (about 0.1 s)."""
    zips, latitudes, longitudes, weights = array("i"), array("d"), array("d"), array("i")
    names: tuple[list[str], list[str], list[str]] = ([], [], [])
    touches: dict[int, frozenset[str]] = {}
    one: dict[str, str] = {}  # one copy of each name, however many ZIPs have it
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        for zip_code, latitude, longitude, city, state, others, zone, weight in rows:
            if others:
                touches[len(zips)] = frozenset(others.split())
            zips.append(int(zip_code))
            latitudes.append(float(latitude))
            longitudes.append(float(longitude))
            weights.append(int(weight))
            for column, name in zip(names, (city, state, zone), strict=True):
                column.append(one.setdefault(name, name))
    cities, states, time_zones = map(tuple, names)
    return ZipTable(zips, latitudes, longitudes, weights, cities, states, time_zones, touches)


def zip_place(zip_code: str) -> ZipPlace:
    """The place of a five-digit ZIP code. UnknownZipError, never a made-up place: a wrong one gives wrong miles."""
    if not re.fullmatch(FIVE_DIGITS, zip_code):
        raise UnknownZipError(_("A ZIP code has five digits, like 94612."))
    if MILITARY.match(zip_code):
        raise UnknownZipError(_("This ZIP code is for military mail. Enter the ZIP code of a town near you."))
    row = zip_table().find(zip_code)
    if row is None:
        raise UnknownZipError(_("We cannot find %(zip)s. Check the number.") % {"zip": zip_code})
    return zip_table().place(row)
