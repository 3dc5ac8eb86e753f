"""How many points each factor is worth. A version is stored with every match, so change the version with the points.

Reviews get points once there are reviews of checked visits. Money that a provider pays has no factor, by design.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matching.engine.factors import Factor

POINTS_IN_ALL = 100
PARTS_PER_POINT = 1000


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for every factor; they sum to 100. Raises ValueError otherwise."""

    version: str
    points: Mapping[Factor, int]

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

    def parts(self, values: Mapping[Factor, float]) -> dict[Factor, int]:
        """What each factor earns, in thousandths of a point, rounded half to even (as `numpy.rint` does).

        Whole numbers, so that the parts of a score sum to it exactly, in any order and in any language.
        """
        return {factor: round(points * PARTS_PER_POINT * values[factor]) for factor, points in self.points.items()}

    def full(self, factor: Factor) -> int:
        """The most that a factor can earn, in thousandths of a point."""
        return self.points[factor] * PARTS_PER_POINT


CURRENT = Weights(
    version="2026-11",
    points={Factor.DISTANCE: 30, Factor.COST: 25, Factor.OPENINGS: 20, Factor.WISHES: 15, Factor.EXPERIENCE: 10},
)
