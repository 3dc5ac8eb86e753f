"""What can be said about a match: codes and typed facts, never sentences. Templates find the words, in any language."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from matching.engine.requirements import Factor, Slot

Param = int | float | datetime.date | tuple[str, ...] | tuple[int, ...]


class ReasonCode(StrEnum):
    """Everything the engine can say. What each takes is in PARAMS."""

    # Reasons: why this provider.
    TREATS_ALL = "treats_all"
    NEAREST = "nearest"
    NEAR = "near"
    LOWEST_COURSE_COST = "lowest_course_cost"
    PRICE_UNDER_LIMIT = "price_under_limit"
    COSTS_LESS = "costs_less"
    OPENING_SOON = "opening_soon"
    FREE_IN_SLOTS = "free_in_slots"
    OPEN_IN_SLOTS = "open_in_slots"
    MOST_EXPERIENCE = "most_experience"
    EXPERIENCE = "experience"
    MEETS_WISHES = "meets_wishes"
    # Drawbacks: good to know.
    FARTHER = "farther"
    FAR = "far"
    COSTS_MORE = "costs_more"
    FIRST_VISIT_FEE = "first_visit_fee"
    OPENING_FAR = "opening_far"
    OPENING_UNKNOWN = "opening_unknown"
    FREE_IN_SLOTS_LATE = "free_in_slots_late"
    CLOSED_IN_SLOTS = "closed_in_slots"
    LITTLE_EXPERIENCE = "little_experience"
    LACKS_WISHES = "lacks_wishes"
    NO_WEEKEND = "no_weekend"
    NO_VIDEO = "no_video"
    SELF_REPORTED = "self_reported"


# "On this list" means among all matches of the search, not only those on one page.
PARAMS: Mapping[ReasonCode, Mapping[str, type]] = {
    ReasonCode.TREATS_ALL: {"services": tuple},  # codes of the services in the quoted plan
    ReasonCode.NEAREST: {"miles": float},  # its door is known, and nearer than every other match on this list
    ReasonCode.NEAR: {"miles": float},  # in the inner half of the radius
    ReasonCode.LOWEST_COURSE_COST: {"amount": int},  # dollars of the shortest course; below every other on this list
    ReasonCode.PRICE_UNDER_LIMIT: {"amount": int},  # dollars a session under the patient's limit
    ReasonCode.COSTS_LESS: {"amount": int},  # dollars of the shortest course under the middle of this list
    ReasonCode.OPENING_SOON: {"date": datetime.date, "days": int},  # next opening, at most a week away
    ReasonCode.FREE_IN_SLOTS: {
        "date": datetime.date,
        "slots": tuple,
    },  # first named in those asked; at most a week away
    ReasonCode.OPEN_IN_SLOTS: {"slots": tuple},  # those asked for that are open
    ReasonCode.MOST_EXPERIENCE: {"sessions": int},  # more than every other match on this list; self-reported
    ReasonCode.EXPERIENCE: {"sessions": int},  # at least 50; self-reported
    ReasonCode.MEETS_WISHES: {"codes": tuple},  # the wishes that are met
    ReasonCode.FARTHER: {
        "miles": float,
        "over": float,
    },  # miles away, and miles farther than the nearest on this list, where both doors are known
    ReasonCode.FAR: {"miles": float},  # in the outer half of the radius, though nobody is known to be 0.1 mile nearer
    ReasonCode.COSTS_MORE: {"amount": int},  # dollars of the shortest course over the lowest on this list
    ReasonCode.FIRST_VISIT_FEE: {"amount": int, "credited": bool},  # dollars; credited: comes off the first session
    ReasonCode.OPENING_FAR: {"date": datetime.date, "days": int},  # next opening, more than a week away
    ReasonCode.OPENING_UNKNOWN: {},
    ReasonCode.FREE_IN_SLOTS_LATE: {"date": datetime.date, "slots": tuple},  # likewise, more than a week away
    ReasonCode.CLOSED_IN_SLOTS: {"slots": tuple},  # those asked for that are not open
    ReasonCode.LITTLE_EXPERIENCE: {"sessions": int},  # fewer than 50; self-reported
    ReasonCode.LACKS_WISHES: {"codes": tuple},  # the wishes that are not met
    ReasonCode.NO_WEEKEND: {},  # has hours, and neither they nor an opening that is named are on a Saturday or Sunday
    ReasonCode.NO_VIDEO: {},  # a first talk by video is not on the profile
    ReasonCode.SELF_REPORTED: {},  # neutral: prices, hours and sessions are as the provider told us
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing to say. Raises ValueError when the facts are not those of the code."""

    code: ReasonCode
    factor: Factor | None  # the factor that it comes from; None: a need, or a neutral fact
    params: Mapping[str, Param]

    def __post_init__(self) -> None:
        given = {name: type(value) for name, value in self.params.items()}
        if given != PARAMS[self.code]:
            raise ValueError(f"{self.code} takes {PARAMS[self.code]}, not {given}")
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: dates as ISO text, tuples as lists."""
        params = {name: _to_json(value) for name, value in self.params.items()}
        return {"code": self.code.value, "factor": self.factor and self.factor.value, "params": params}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reason":
        code = ReasonCode(data["code"])
        params = {name: _from_json(kind, data["params"][name]) for name, kind in PARAMS[code].items()}
        return cls(code, Factor(data["factor"]) if data["factor"] else None, params)


def _to_json(value: Param) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _from_json(kind: type, value: Any) -> Param:
    parsed: Param = datetime.date.fromisoformat(value) if kind is datetime.date else kind(value)
    return parsed


def in_order(slots: Collection[Slot]) -> tuple[str, ...]:
    """Slots as params: in the order of the week."""
    return tuple(slot.value for slot in Slot if slot in slots)
