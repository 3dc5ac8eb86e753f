"""How many points each factor is worth, and how many more the one that matters most to a patient. A version is stored
with every match, so change the version with the points.

Reviews get points once there are reviews of checked visits. Money that a provider pays has no factor, by design.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from matching.engine.requirements import Factor

POINTS_IN_ALL = 100
PARTS_PER_POINT = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for every factor; they sum to 100. Raises ValueError otherwise."""

    version: str
    points: Mapping[Factor, int]
    moved: int = 25  # to the factor that matters most, from the others in proportion

    def __post_init__(self) -> None:
        if not self.version:
            raise ValueError("weights need a version")
        if set(self.points) != set(Factor):
            raise ValueError("weights name every factor, and nothing else")
        if any(type(points) is not int or points < 0 for points in self.points.values()):
            raise ValueError("points are whole numbers, not negative")
        if sum(self.points.values()) != POINTS_IN_ALL:
            raise ValueError(f"points sum to {sum(self.points.values())}, not {POINTS_IN_ALL}")
        in_order = {factor: self.points[factor] for factor in Factor}
        object.__setattr__(self, "points", MappingProxyType(in_order))

    def favoring(self, factor: Factor | None) -> "Weights":
        """These weights for a patient to whom one factor matters most; None: all the same."""
        return self if factor is None else _favoring(self.version, tuple(self.points.items()), self.moved, factor)

    def parts(self, values: Mapping[Factor, float]) -> dict[Factor, int]:
        """What each factor earns, in thousandths of a point, rounded half to even (as `numpy.rint` does).

        Whole numbers, so that the parts of a score sum to it exactly, in any order and in any language.
        """
        return {factor: round(points * PARTS_PER_POINT * values[factor]) for factor, points in self.points.items()}

    def full(self, factor: Factor) -> int:
        """The most that a factor can earn, in thousandths of a point."""
        return self.points[factor] * PARTS_PER_POINT


@lru_cache(maxsize=256)
def _favoring(version: str, points: tuple[tuple[Factor, int], ...], moved: int, factor: Factor) -> Weights:
    """Whole points, so that a page can print what ranks: each other factor gives its share rounded down, and those that
    lost the most by rounding give one more. Of equals the first in the table gives."""
    others = {name: held for name, held in points if name != factor}
    pool = sum(others.values())
    moved = min(moved, pool)
    given = {name: moved * held // pool if pool else 0 for name, held in others.items()}
    by_rest = sorted(others, key=lambda name: -(moved * others[name] % pool) if pool else 0)
    for name in by_rest[: moved - sum(given.values())]:
        given[name] += 1
    after = {name: held + moved if name == factor else held - given[name] for name, held in points}
    return Weights(version, after, moved)


# Set from half of the judged searches; docs/matching.md has the reasons and the figures, `make judged` works them out.
CURRENT = Weights(
    version="2026-11-30",
    points={Factor.DISTANCE: 25, Factor.COST: 12, Factor.OPENINGS: 32, Factor.WISHES: 16, Factor.EXPERIENCE: 15},
)
