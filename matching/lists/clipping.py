"""Cutting a ring of points to a box: by the dial when it draws, and by the script that made its file of water."""

Point = tuple[float, float]
Ring = list[Point]


def clip(ring: Ring, low: Point, high: Point) -> Ring:
    """The part of a ring between two corners (Sutherland and Hodgman, 1974): one side of the box after the other."""
    for axis, limit, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        kept: Ring = []
        before = ring[-1] if ring else (0.0, 0.0)
        for here in ring:
            inside, was = sign * (here[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
            if inside != was:
                part = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
            if inside:
                kept.append(here)
            before = here
        ring = kept
    return ring
