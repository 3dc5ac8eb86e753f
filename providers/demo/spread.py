"""Where clinics are: near people, and more so in large cities, as such practices are."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from math import cos, floor, pi, radians, sin, sqrt
from random import Random
from typing import Final

from providers.directory.geocoding.zip_codes import ZipPlace, ZipTable, zip_table

CELL_DEGREES: Final = 0.15  # about 10 miles; with its eight neighbors a cell covers what people drive
METRO_PEOPLE: Final = 1_500_000  # from this crowd on, more people do not draw more clinics each
RURAL_SHARE: Final = 0.2  # of the draw of a metro, for a ZIP with hardly anybody around
MILES_PER_DEGREE: Final = 69.05
Cell = tuple[int, int]


class Spread:
    """Draws ZIP codes for clinics, those with a weight."""

    def __init__(self, table: ZipTable) -> None:
        self.table = table
        self._rows = [row for row, weight in enumerate(self.table.weights) if weight]
        self._in_cell: defaultdict[Cell, list[int]] = defaultdict(list)
        for row in self._rows:
            self._in_cell[self._cell(row)].append(row)
        people = {cell: sum(self.table.weights[row] for row in rows) for cell, rows in self._in_cell.items()}
        self._crowd = {cell: sum(people.get(near, 0) for near in _block(cell, 1)) for cell in people}
        self._cumulated = list(accumulate(map(self._draw, self._rows)))
        self._near = lru_cache(maxsize=4096)(self._near_cell)

    def _cell(self, row: int) -> Cell:
        return floor(self.table.latitudes[row] / CELL_DEGREES), floor(self.table.longitudes[row] / CELL_DEGREES)

    def crowd(self, row: int) -> int:
        """People in the cell and its eight neighbors."""
        return self._crowd[self._cell(row)]

    def _draw(self, row: int) -> float:
        return self.table.weights[row] * (RURAL_SHARE + min(1.0, self.crowd(row) / METRO_PEOPLE) ** 1.5)

    def draw(self, rng: Random) -> int:
        """A row of the table."""
        return self._rows[bisect(self._cumulated, rng.random() * self._cumulated[-1], hi=len(self._rows) - 1)]

    def draw_near(self, rng: Random, row: int, *, over_border: bool) -> int | None:
        """A row within some 10 to 30 miles, on request in another state. None where there is no such place."""
        rows, cumulated = self._near(self._cell(row), self.table.states[row] if over_border else "")
        if not rows:
            return None
        return rows[bisect(cumulated, rng.random() * cumulated[-1], hi=len(rows) - 1)]

    def _near_cell(self, cell: Cell, other_than: str) -> tuple[list[int], list[int]]:
        rows = [
            row
            for near in _block(cell, 2)
            for row in self._in_cell.get(near, ())
            if self.table.states[row] != other_than
        ]
        return rows, list(accumulate(self.table.weights[row] for row in rows))

    def place(self, row: int) -> ZipPlace:
        return self.table.place(row)


@lru_cache(maxsize=1)
def us_spread() -> Spread:
    """Over the bundled table. Built once, in about half a second."""
    return Spread(zip_table())


def _block(cell: Cell, reach: int) -> Iterator[Cell]:
    steps = range(-reach, reach + 1)
    return ((cell[0] + north, cell[1] + east) for north in steps for east in steps)


def street_point(rng: Random, place: ZipPlace) -> tuple[float, float]:
    """A point within 0.8 miles of the ZIP's middle, as if a street address had been looked up."""
    miles, angle = 0.8 * sqrt(rng.random()), 2 * pi * rng.random()
    north, east = miles * cos(angle) / MILES_PER_DEGREE, miles * sin(angle) / MILES_PER_DEGREE
    return round(place.latitude + north, 5), round(place.longitude + east / cos(radians(place.latitude)), 5)
