"""One need changed, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from matching.engine.requirements import Groups, Requirements, Service

RADIUS_STEPS = (5, 10, 15, 25, 50, 100)  # miles; the answers of the intake, and the widest we go


class Change(StrEnum):
    """What can be relaxed. In the order in which equals are listed: the least to give up first."""

    WIDEN_RADIUS = "widen_radius"  # value: miles, one of RADIUS_STEPS
    RAISE_LIMIT = "raise_limit"  # value: dollars for one session
    DROP_SLOTS = "drop_slots"  # value: ""; the slots stay as something that ranks
    DROP_MUST = "drop_must"  # value: the code; it becomes a wish
    DROP_AREA = "drop_area"  # value: the area's slug
    DROP_CONCERN = "drop_concern"  # value: the concern's slug


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A change and what to. Raises ValueError when the value does not belong to the change."""

    change: Change
    value: int | str = ""

    def __post_init__(self) -> None:
        match self.change:
            case Change.WIDEN_RADIUS:
                fits = type(self.value) is int and self.value in RADIUS_STEPS
            case Change.RAISE_LIMIT:
                fits = type(self.value) is int and self.value > 0
            case Change.DROP_SLOTS:
                fits = self.value == ""
            case _:
                fits = isinstance(self.value, str) and self.value != ""
        if not fits:
            raise ValueError(f"{self.value!r} is no value for {self.change}")

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts by change, then the smaller number, then the slug or code."""
        number, text = (self.value, "") if isinstance(self.value, int) else (0, self.value)
        return list(Change).index(self.change), number, text

    def to_dict(self) -> dict[str, int | str]:
        return {"change": self.change.value, "value": self.value}

    @property
    def code(self) -> str:
        """As a form sends it: "widen_radius:25"."""
        return f"{self.change.value}:{self.value}"

    @classmethod
    def from_code(cls, code: str) -> "Relaxation":
        """Raises ValueError for anything that is no code."""
        change, _colon, value = code.partition(":")
        number = value.isascii() and value.isdigit() and len(value) < 9
        return cls(Change(change), int(value) if number else value)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Relaxation":
        return cls(Change(data["change"]), data["value"])


def apply(requirements: Requirements, relaxation: Relaxation) -> Requirements:
    """The same search with one need relaxed. Raises ValueError when nothing would be left to ask for.

    Never the other way round: a limit that is already wider, or a must that is not there, stays as it is.
    """
    value = relaxation.value
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return replace(requirements, radius_miles=max(requirements.radius_miles, float(value)))
        case Change.RAISE_LIMIT:
            limit = requirements.max_price
            return replace(requirements, max_price=None if limit is None else max(limit, int(value)))
        case Change.DROP_SLOTS:
            return replace(requirements, slots_required=False)
        case Change.DROP_MUST:
            code = requirements.musts & {str(value)}
            return replace(requirements, musts=requirements.musts - code, wishes=requirements.wishes | code)
        case Change.DROP_AREA | Change.DROP_CONCERN:
            return replace(requirements, groups=groups_left(requirements.groups, relaxation))


def groups_left(groups: Groups, drop: Relaxation) -> Groups:
    """The groups without those that lie wholly in one area, or are wholly about one concern.

    A group that has another way out stays whole: to take a choice away would ask for more, not for less. Who wants
    lines treated on the face or the neck, and leaves out the face, asks for the same as before, not for the neck alone.
    """

    def dropped(service: Service) -> bool:
        return drop.value == (service.area if drop.change is Change.DROP_AREA else service.concern)

    return tuple(group for group in groups if not all(dropped(service) for service in group))
