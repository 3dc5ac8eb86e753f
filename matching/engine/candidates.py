"""What a provider offers. Plain facts; no field for a name, a sex, or money that a provider pays to be here."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from matching.engine.geography import great_circle_miles
from matching.engine.requirements import Slot, is_on_earth

Stretch = tuple[datetime.date, datetime.date]  # first and last day; last before first: no day


class Terms(NamedTuple):
    """An active offering of one service."""

    price: int  # whole dollars for one session
    sessions_done: int  # as the provider reports it


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One provider at one practice location. Raises ValueError when a number is impossible.

    Nothing has a default: whoever assembles a candidate must state each fact, so that a forgotten one cannot open
    a gate.
    """

    provider_id: int
    location_id: int
    latitude: float  # degrees
    longitude: float
    at_zip_middle: bool  # the point is only the middle of its ZIP code: where the door is nobody told
    time_zone: str  # of the clinic, IANA name
    stretches: tuple[Stretch, ...]  # on which patients may see it, whatever they look for; in no order
    accepting: bool  # takes new patients
    terms: Mapping[int, Terms]  # service code -> active offering
    first_visit_fee: int  # whole dollars
    fee_credited: bool  # True: the fee comes off the first session
    slots: frozenset[Slot]  # when the clinic is open
    traits: frozenset[str]  # the wish codes that this candidate satisfies
    next_opening: datetime.date | None  # by the clinic's calendar; None: unknown or stale
    openings: Mapping[Slot, datetime.date]  # the first that the clinic names in a slot; most name one or two in all

    def __post_init__(self) -> None:
        if not is_on_earth(self.latitude, self.longitude):
            raise ValueError("coordinates must be degrees on the earth")
        if self.first_visit_fee < 0 or any(terms.price < 1 or terms.sessions_done < 0 for terms in self.terms.values()):
            raise ValueError("a price is at least $1; a fee and a count of sessions are not negative")

    def today(self, on: datetime.datetime) -> datetime.date:
        """The clinic's date at an instant. Every expiry is judged by it, so midnight falls where the clinic is."""
        return on.astimezone(ZoneInfo(self.time_zone)).date()

    def is_listed(self, on: datetime.datetime) -> bool:
        """Both days of a stretch belong to it, by the clinic's calendar."""
        today = self.today(on)
        return any(first <= today <= last for first, last in self.stretches)

    def miles_from(self, latitude: float, longitude: float) -> float:
        """To its point. What a need asks and a page tells; what earns points is `factors.counted_miles`."""
        return great_circle_miles(latitude, longitude, self.latitude, self.longitude)

    def opening_in(self, slots: Collection[Slot], on: datetime.datetime) -> datetime.date | None:
        """The first opening that the clinic names in any of the slots. None: it names none there, or only past ones."""
        today = self.today(on)
        return min((day for slot, day in self.openings.items() if slot in slots and day >= today), default=None)

    def days_to_opening(self, on: datetime.datetime, slots: Collection[Slot] = ()) -> int | None:
        """Whole days from today to the first opening that is named in one of the slots; where none is, to the next,
        whenever in the week it is. A day in the past is stale, hence unknown."""
        opening = self.opening_in(slots, on) or self.next_opening
        if opening is None:
            return None
        days = (opening - self.today(on)).days
        return days if days >= 0 else None
