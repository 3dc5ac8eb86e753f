"""Shapes of the charts, for an SVG of 700 by whatever. Pure; the table under each says the same in words."""

from collections.abc import Sequence
from typing import NamedTuple

LEFT, STEP, WIDE, TOP, FULL, FLOOR = 30, 54, 36, 24, 110, 134
HIDDEN_HEIGHT = 14  # of an outline that tells nothing of a number


class MonthBar(NamedTuple):
    x: int
    y: int
    height: int
    middle: int
    label: int  # height of the number
    is_hidden: bool


class Whisker(NamedTuple):
    """From `low` to `high` of 100, and the point."""

    x: int
    top: float
    bottom: float
    point: float


def bars(numbers: Sequence[int | None]) -> list[MonthBar]:
    """Side by side, from nothing up, all on one scale. None is hidden: an outline of one height for all."""
    most = max((number or 0 for number in numbers), default=0) or 1
    drawn = []
    for place, number in enumerate(numbers):
        height = HIDDEN_HEIGHT if number is None else round(FULL * number / most)
        x, top = LEFT + STEP * place, FLOOR - height
        drawn.append(MonthBar(x=x, y=top, height=height, middle=x + WIDE // 2, label=top - 6, is_hidden=number is None))
    return drawn


def whiskers(shares: Sequence[tuple[float, float, float]]) -> list[Whisker]:
    """(lowest, point, highest), each from 0 to 1, on an axis from 0 to 100."""

    def at(share: float) -> float:
        return round(FLOOR - FULL * share, 1)

    return [
        Whisker(x=LEFT + STEP * place + WIDE // 2, top=at(high), bottom=at(low), point=at(point))
        for place, (low, point, high) in enumerate(shares)
    ]
