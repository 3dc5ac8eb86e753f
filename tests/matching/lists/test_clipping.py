"""Cutting a ring to a box, against the algorithm as its paper tells it: point by point."""

from hypothesis import example, given
from hypothesis import strategies as st

from matching.lists.clipping import clip

WHOLE = st.integers(-8, 8).map(float)
LOW, HIGH = (-3.0, -2.0), (4.0, 5.0)


def point_by_point(ring, low, high):
    for axis, limit, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        kept = []
        for place, here in enumerate(ring):
            before = ring[place - 1]
            inside, was = sign * (here[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
            if inside != was:
                part = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + part * (here[0] - before[0]), before[1] + part * (here[1] - before[1])))
            if inside:
                kept.append(here)
        ring = kept
    return ring


@given(st.lists(st.tuples(WHOLE, WHOLE), max_size=30))
@example([])
@example([(9.0, 9.0), (9.0, -9.0), (-9.0, -9.0), (-9.0, 9.0)])
@example([(8.0, 8.0), (8.0, 7.0), (7.0, 7.0)])
def test_each_point_and_their_order_are_the_same(ring):
    assert clip(ring, LOW, HIGH) == point_by_point(ring, LOW, HIGH)


def test_what_lies_within_stays_as_it_is():
    ring = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]

    assert clip(ring, LOW, HIGH) == ring
