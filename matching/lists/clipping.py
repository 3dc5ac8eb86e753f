"""Cutting a ring of points to a box: by the dial when it draws, and by the script that made its file of water."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Point = tuple[float, float]
Ring = list[Point]
Points = NDArray[np.float64]  # one a row


def clip(ring: ArrayLike, low: Point, high: Point) -> Ring:
    """The part of a ring between two corners (Sutherland and Hodgman, 1974): one side of the box after the other."""
    points: Points = np.asarray(ring, dtype=float).reshape(-1, 2)
    for axis, limit, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        inside = sign * (points[:, axis] - limit) >= 0
        if not inside.all():  # most sides of a box cut nothing off
            points = _cut(points, inside, axis, limit)
    return [(x, y) for x, y in points.tolist()]


def _cut(points: Points, inside: NDArray[Any], axis: int, limit: float) -> Points:
    """Those inside, and where an edge crosses the limit a point on it, in their order."""
    before, crosses = np.roll(points, 1, axis=0), inside != np.roll(inside, 1)
    start, end = before[crosses], points[crosses]
    part = (limit - start[:, axis]) / (end[:, axis] - start[:, axis])
    places = np.cumsum(crosses.astype(int) + inside)  # in the new ring, after this point
    kept = np.empty((places[-1] if len(places) else 0, 2))
    kept[(places - inside - 1)[crosses]] = start + part[:, None] * (end - start)
    kept[(places - 1)[inside]] = points[inside]
    return kept
