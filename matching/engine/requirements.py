"""What a patient asks for. Plain facts, checked once, never changed."""

import datetime
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import product
from math import isfinite, prod
from typing import NamedTuple


class Slot(StrEnum):
    """When in the week, by the clinic's clock."""

    WEEKDAY_MORNING = "weekday_morning"
    WEEKDAY_AFTERNOON = "weekday_afternoon"
    WEEKDAY_EVENING = "weekday_evening"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


NOON, EVENING = datetime.time(12), datetime.time(17)  # where a morning and an afternoon end


def slot_of(local: datetime.datetime) -> Slot:
    """In which slot a moment lies, by the clock that it is told in."""
    if local.weekday() >= 5:  # Saturday
        return Slot.SATURDAY if local.weekday() == 5 else Slot.SUNDAY
    if local.time() < NOON:
        return Slot.WEEKDAY_MORNING
    return Slot.WEEKDAY_AFTERNOON if local.time() < EVENING else Slot.WEEKDAY_EVENING


class Factor(StrEnum):
    """What makes a match better. In the order of the weights table, which is also that in which equals are listed."""

    DISTANCE = "distance"
    COST = "cost"
    OPENINGS = "openings"
    WISHES = "wishes"
    EXPERIENCE = "experience"


class Service(NamedTuple):
    """One concern in one area: what an offering has a price for."""

    code: int  # id of the area-concern row
    area: str  # slug
    concern: str  # slug


Groups = tuple[frozenset[Service], ...]

# A wish is a code. The same code can be made a need ("must"). A candidate that satisfies it carries it as a trait.
# What codes there are and mean is the directory's: here one that nobody carries is a wish that nobody meets.
WISH = re.compile(r"[a-z_]+(:[a-z]{2,3}(-[A-Za-z]{2,4})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """One search. Raises ValueError with a plain sentence when the facts contradict each other.

    A group is a set of services of which one must be offered: "face, fine lines" is a group of one, "not sure which
    area" makes a group of many. Every group is needed.
    """

    groups: Groups
    latitude: float  # degrees, of the ZIP code's middle
    longitude: float
    radius_miles: float
    max_price: int | None  # the most for one session, whole dollars; None: no limit
    slots: frozenset[Slot]  # empty: any time will do
    slots_required: bool  # True: open in at least one of the slots, or no match
    wishes: frozenset[str]  # rank
    musts: frozenset[str]  # filter
    price_low: int  # the guide's usual range for one area and one session, whole dollars
    price_high: int
    sessions_min: int  # length of a whole course
    sessions_max: int
    on: datetime.datetime  # the instant of the search, aware
    matters_most: Factor | None = None  # moves weight, and keeps nobody out; None: all matter the same
    areas: int = field(init=False)  # the fewest areas that can serve every group

    def __post_init__(self) -> None:
        for broken, why in self._contradictions():
            if broken:
                raise ValueError(why)
        object.__setattr__(self, "areas", fewest_areas(self.groups))

    def _contradictions(self) -> tuple[tuple[bool, str], ...]:
        garbled = sorted(code for code in self.wishes | self.musts if not WISH.fullmatch(code))
        return (
            (not self.groups or not all(self.groups), "at least one group is needed, and none may be empty"),
            (not is_on_earth(self.latitude, self.longitude), "coordinates must be degrees on the earth"),
            (not (isfinite(self.radius_miles) and self.radius_miles > 0), "the radius must be above 0 miles"),
            (self.max_price is not None and self.max_price < 1, "the price limit must be at least $1"),
            (self.slots_required and not self.slots, "slots cannot be required when none is asked for"),
            (bool(garbled), f"no codes of wishes: {', '.join(garbled)}"),
            (bool(self.wishes & self.musts), "a code is either a wish or a must, not both"),
            (not 0 < self.price_low < self.price_high, "the guide's low price must be above 0 and below its high"),
            (not 1 <= self.sessions_min <= self.sessions_max, "a course has at least 1 session, and min before max"),
            (self.on.utcoffset() is None, "the instant of the search must be aware of its time zone"),
        )


def is_on_earth(latitude: float, longitude: float) -> bool:
    """False for NaN too, which would slip through a comparison the other way round."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


@lru_cache(maxsize=1024)  # a search is relaxed again and again for its near misses, mostly with the same groups
def apart(groups: Groups) -> tuple[Groups, ...]:
    """The groups in clusters that share no area, each to be planned on its own.

    Fine lines and spots of the face are one cluster, since one session of the face does both; spots of the hands are
    another, whose price nothing chosen for the face can change. So seven areas with nothing chosen for them are seven
    small questions, not one big one: with five concerns in each, 7 x 5 plans to compare and not 5 to the power of 7.
    """
    clusters: list[list[frozenset[Service]]] = []
    for group in groups:
        areas = {service.area for service in group}
        touching = [cluster for cluster in clusters if areas & {service.area for part in cluster for service in part}]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append([part for cluster in touching for part in cluster] + [group])
    return tuple(tuple(cluster) for cluster in clusters)


@lru_cache(maxsize=1024)
def fewest_areas(groups: Groups) -> int:
    """The fewest areas in which every group can be served."""
    return sum(min(len({service.area for service in plan}) for plan in product(*cluster)) for cluster in apart(groups))


def ways(groups: Groups) -> int:
    """How many plans have to be compared for each candidate, at most."""
    return max(prod(len(group) for group in cluster) for cluster in apart(groups))
