"""The shapes of small charts: whole numbers for an SVG of 320 by whatever. Pure; the words stand in a table beside."""

from collections.abc import Sequence
from typing import NamedTuple

FULL = 92  # of an upright bar
LEFT, WIDE, STEP = 8, 46, 62
ROW, LONGEST = 36, 185
BEGIN, END = 132, 308  # of a line of points


class Upright(NamedTuple):
    x: int
    y: int
    width: int
    height: int
    middle: int
    label: int  # height of the number


class Lying(NamedTuple):
    y: int
    text: int
    width: int
    label: int


class Dots(NamedTuple):
    y: int
    text: int
    end: int
    middle: int
    you: int


def upright(numbers: Sequence[int | None]) -> list[Upright]:
    """Bars side by side. One that is hidden is drawn as none."""
    most = max((number or 0 for number in numbers), default=0) or 1
    bars = []
    for place, number in enumerate(numbers):
        height = round(FULL * (number or 0) / most)
        x, top = LEFT + STEP * place, 130 - height
        bars.append(Upright(x=x, y=top, width=WIDE, height=height, middle=x + WIDE // 2, label=top - 6))
    return bars


def lying(numbers: Sequence[int | None], *, begin: int) -> list[Lying]:
    """Bars below each other, from `begin` on."""
    most = max((number or 0 for number in numbers), default=0) or 1
    longest = 290 - begin
    rows = []
    for place, number in enumerate(numbers):
        width = round(longest * (number or 0) / most)
        rows.append(Lying(y=8 + ROW * place, text=22 + ROW * place, width=width, label=begin + width + 6))
    return rows


def dots(parts: Sequence[tuple[int, int, int]]) -> list[Dots]:
    """(you, the middle, at most) on lines as long as what can be earned."""
    most = max((part[2] for part in parts), default=0) or 1
    reach = END - BEGIN

    def at(points: int) -> int:
        return BEGIN + round(reach * min(points, most) / most)

    return [
        Dots(y=18 + 34 * place, text=22 + 34 * place, end=at(full), middle=at(middle), you=at(you))
        for place, (you, middle, full) in enumerate(parts)
    ]
