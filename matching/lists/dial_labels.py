"""Where names of towns stand on the dial: beside their town, on no pin and on no other name. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple

MOST_TOWNS = 8
LETTER, LINE = 7.2, 16.0  # how wide a letter is at most in the middle, and how high a line, at 13 px
# On the town, then on eight sides of it. In halves of the name's width, and in lines.
SIDES = ((0, 0), (0, -1), (0, 1), (1.15, 0), (-1.15, 0), (0.8, -1), (-0.8, -1), (0.8, 1), (-0.8, 1))


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: "Box") -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    x: float
    y: float  # of the middle of the line

    @property
    def box(self) -> Box:
        return Box.around(self.x, self.y, len(self.name) * LETTER, LINE)


def place_labels(
    towns: Iterable[tuple[str, float, float]], *, taken: Sequence[Box], middle: tuple[float, float], radius: float
) -> tuple[Label, ...]:
    """The largest towns come first and choose first. One that fits nowhere is left out."""
    placed, occupied = list[Label](), list(taken)
    for name, x, y in towns:
        if len(placed) == MOST_TOWNS:
            break
        if hypot(x - middle[0], y - middle[1]) > radius or name in {label.name for label in placed}:
            continue
        half = len(name) * LETTER / 2
        spots = (Label(name, round(x + dx * half), round(y + dy * LINE)) for dx, dy in SIDES)
        free = (label for label in spots if _is_free(box := label.box, occupied) and _within(box, middle, radius))
        if label := next(free, None):
            placed.append(label)
            occupied.append(label.box)
    return tuple(placed)


def _is_free(box: Box, occupied: Sequence[Box]) -> bool:
    return not any(map(box.meets, occupied))


def _within(box: Box, middle: tuple[float, float], radius: float) -> bool:
    corners = ((x, y) for x in (box.left, box.right) for y in (box.top, box.bottom))
    return all(hypot(x - middle[0], y - middle[1]) <= radius for x, y in corners)
