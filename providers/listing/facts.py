"""What decides whether a place is listed: dated facts of it and its provider, and days on which they hold. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from providers.directory.enums import LicenseStatus, Profession
from providers.rosters.enums import BoardStatus, Reach
from providers.screening.enums import CheckKind, CheckResult, HoldKind


# --- Facts ----------------------------------------------------------------------------------------------------------
class LicenseFact(NamedTuple):
    state: str
    profession: str
    status: LicenseStatus
    last: date | None


class CheckFact(NamedTuple):
    kind: CheckKind
    result: CheckResult
    good_until: date | None


class ApprovalFact(NamedTuple):
    """An approved screening case, with what it needed and what is on record."""

    first: date
    last: date
    states: frozenset[str]
    required: frozenset[str]
    checks: tuple[CheckFact, ...]


class RuleFact(NamedTuple):
    """Days on which the rule of the place's state lets this license give these shots."""

    first: date
    last: date | None  # None: no end is known


class HoldFact(NamedTuple):
    """Not lifted."""

    kind: HoldKind
    words: str
    since: date


class BoardFact(NamedTuple):
    """An open alert about a license that hides its holder."""

    state: str
    status: BoardStatus
    reach: Reach
    since: date


class HiddenLine(NamedTuple):
    """A price that patients do not see, and why: somebody warned of its product, or the use is held back."""

    product: str
    warned_by: str  # "": held back
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFacts:
    """One place with the facts of its provider. Days are days at the clinic. Nothing has a default: whoever states the
    facts must state each."""

    location_id: int
    provider_id: int
    name: str
    state: str
    zone: ZoneInfo
    profession: Profession
    is_open: bool
    confirmed_on: date
    npi_ended: date | None
    holds: tuple[HoldFact, ...]
    excluded_since: tuple[date, ...]  # days on which matches that hide were found
    board_alerts: tuple[BoardFact, ...]
    offers_something: bool  # priced, see directory.offered
    shows_something: bool  # of that, something that nothing hides
    hidden_lines: tuple[HiddenLine, ...]
    treats_fat_pads: bool
    licenses: tuple[LicenseFact, ...]
    approvals: tuple[ApprovalFact, ...]  # oldest first
    rules: tuple[RuleFact, ...]


# --- Days -----------------------------------------------------------------------------------------------------------
class Stretch(NamedTuple):
    """First and last day of an unbroken run of days."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


ALWAYS: Final = Stretch(date.min, date.max)


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be so, on which days it is, and what to say on the others. `told`: the day that the words name."""

    words: str | Promise
    stretch: Stretch | None = None  # None: on no day
    told: date | None = None
    about: Mapping[str, str | Promise] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        return self.stretch is not None and self.stretch.holds(day)


Conditions = Sequence[Condition]  # all of them must hold


def common_days(conditions: Iterable[Condition]) -> Stretch | None:
    """The days on which all of them hold. None: there is no such day."""
    first, last = ALWAYS
    for condition in conditions:
        if condition.stretch is None:
            return None
        first, last = max(first, condition.stretch.first), min(last, condition.stretch.last)
    return Stretch(first, last) if first <= last else None


def days_of_any(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same days in order, with what overlaps or touches joined."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.first.toordinal() <= joined[-1].last.toordinal() + 1:
            joined[-1] = Stretch(joined[-1].first, max(joined[-1].last, stretch.last))
        else:
            joined.append(stretch)
    return tuple(joined)


def days_of_both(one: Iterable[Stretch], other: Sequence[Stretch]) -> tuple[Stretch, ...]:
    pairs = (Stretch(max(a.first, b.first), min(a.last, b.last)) for a in one for b in other)
    return days_of_any(stretch for stretch in pairs if stretch.first <= stretch.last)
