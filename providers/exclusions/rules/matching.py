"""How strongly an entry of the federal exclusion list points at a provider. Pure: no database, no clock.

Four in five entries have no NPI, so names are all there is. A name is not a person: OIG asks to verify by a second
identifier. What agrees and what differs beside the name decides between five tiers:

    NPI     the same NPI, whatever the names say
    STRONG  name and state, and the middle initial or the birth year as well
    STATE   name and state, and nothing that differs
    NAME    name and state, but something differs; or the name only, and nothing that differs
    LOOK    a name like it, and the state or the birth year: a short form, an initial, one letter, an article

Another state *and* something that differs is another person: no match.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from providers.directory.npi import npi_is_valid
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.rules.first_names import Alike, alike, one_letter_apart
from providers.exclusions.rules.names import (
    FIRST_NAME_CUT,
    SHORTEST_SLIP,
    last_names,
    last_names_like,
    look_keys,
    name_keys,
    same_first_name,
    same_last_name,
    suffix_of,
    without_suffix,
)

ALIKE = tuple(Alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What we know about a provider. `states`: of clinics and licenses."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str = ""
    former_names: tuple[str, ...] = ()
    former_first_names: tuple[str, ...] = ()
    birth_year: int | None = None
    states: tuple[str, ...] = ()

    @property
    def last_names(self) -> tuple[str, ...]:
        return (self.last_name, *self.former_names)

    @property
    def first_names(self) -> tuple[str, ...]:
        return (self.first_name, *self.former_first_names)

    def name_keys(self) -> frozenset[str]:
        keys: set[str] = set()
        for first in self.first_names:
            keys |= name_keys(first, self.last_names)
            keys |= look_keys(first, self.last_names, states=self.states, birth_year=self.birth_year)
        return frozenset(keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """An entry as listed: capitals, texts cut, "" for what is missing."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    state: str
    born_on: date | None = None

    def name_keys(self) -> frozenset[str]:
        year = self.born_on.year if self.born_on else None
        names = self.first_name, (self.last_name,)
        return name_keys(*names) | look_keys(*names, states=(self.state,), birth_year=year)


class ExclusionFact(StrEnum):
    """What is compared beside the name."""

    NPI = "npi"
    STATE = "state"
    MIDDLE = "middle"
    BIRTH = "birth"
    SUFFIX = "suffix"


@dataclass(frozen=True, slots=True)
class Finding:
    """A match: its tier, and which facts agree and differ. A fact that one side does not state is in neither."""

    tier: ExclusionTier
    agrees: frozenset[ExclusionFact] = field(default_factory=frozenset)
    differs: frozenset[ExclusionFact] = field(default_factory=frozenset)


def compare(held: Held, listed: ListedPerson) -> Finding | None:
    """The match between the two, None when there is none."""
    same_name = same_last_name(listed.last_name, held.last_names) and any(
        same_first_name(listed.first_name, name) for name in held.first_names
    )
    like = None if same_name else _likeness(held, listed)
    if not same_name and like is None and held.npi != listed.npi:
        return None
    agrees, differs = _facts(held, listed)
    if ExclusionFact.NPI in agrees:
        tier: ExclusionTier | None = ExclusionTier.NPI
    elif like is not None:
        tier = ExclusionTier.LOOK if _is_worth_a_look(*like, agrees, differs) else None
    else:
        tier = _tier(agrees, differs) if same_name else None
    return Finding(tier, agrees, differs) if tier else None


def _likeness(held: Held, listed: ListedPerson) -> tuple[Alike, bool] | None:
    """How the first names are alike, and whether the last names are one (else one letter apart). None for others."""
    theirs = last_names_like(listed.last_name)
    one_name = any(theirs & last_names_like(name) for name in held.last_names)
    if not one_name and not any(_one_slip(listed.last_name, name) for name in held.last_names):
        return None
    found = [how for name in held.first_names if (how := alike(listed.first_name, name))]
    if not found and _goes_by_middle_name(held, listed):
        found = [Alike.MIDDLE]
    return (min(found, key=ALIKE.index), one_name) if found else None


def _one_slip(listed: str, held: str) -> bool:
    ours, theirs = last_names(held)[0], last_names(listed)[0]
    return min(len(ours), len(theirs)) >= SHORTEST_SLIP and one_letter_apart(ours, theirs)


def _goes_by_middle_name(held: Held, listed: ListedPerson) -> bool:
    """One side's first name is the other's middle name, and what is left over does not say another person."""
    for first, middle, rest, left in (
        (listed.first_name, held.middle_name, listed.middle_name, held.first_name),
        (held.first_name, listed.middle_name, held.middle_name, listed.first_name),
    ):
        if (
            len(middle.strip()) > 2
            and same_first_name(first, middle)
            and (not rest or rest[0].upper() == left[0].upper())
        ):
            return True
    return False


def _is_worth_a_look(
    how: Alike, one_name: bool, agrees: frozenset[ExclusionFact], differs: frozenset[ExclusionFact]
) -> bool:
    """Names that are only like each other need the state or the birth year, and nothing that says another person."""
    if differs & {ExclusionFact.NPI, ExclusionFact.SUFFIX, ExclusionFact.BIRTH} or not agrees & {
        ExclusionFact.STATE,
        ExclusionFact.BIRTH,
    }:
        return False
    same_year = ExclusionFact.BIRTH in agrees
    if ExclusionFact.MIDDLE in differs and not (one_name and {ExclusionFact.STATE, ExclusionFact.BIRTH} <= agrees):
        return how == Alike.MIDDLE and one_name  # the two middle names were never each other's
    if not one_name:
        return how == Alike.SAME or (same_year and how in {Alike.SHORT, Alike.START, Alike.SLIP})
    return how != Alike.INITIAL or bool(agrees & {ExclusionFact.STATE, ExclusionFact.MIDDLE})


def _tier(agrees: frozenset[ExclusionFact], differs: frozenset[ExclusionFact]) -> ExclusionTier | None:
    beside_the_state = differs - {ExclusionFact.STATE}
    if ExclusionFact.STATE not in agrees:
        return None if beside_the_state else ExclusionTier.NAME
    if beside_the_state:
        return ExclusionTier.NAME
    return ExclusionTier.STRONG if agrees & {ExclusionFact.MIDDLE, ExclusionFact.BIRTH} else ExclusionTier.STATE


def _facts(held: Held, listed: ListedPerson) -> tuple[frozenset[ExclusionFact], frozenset[ExclusionFact]]:
    verdicts = {
        ExclusionFact.NPI: _same_npi(held, listed),
        ExclusionFact.STATE: listed.state in held.states if listed.state and held.states else None,
        ExclusionFact.MIDDLE: _same_middle(held, listed),
        ExclusionFact.BIRTH: _same_birth(held, listed),
        ExclusionFact.SUFFIX: _same_suffix(held, listed),
    }
    agrees = frozenset(fact for fact, same in verdicts.items() if same)
    return agrees, frozenset(fact for fact, same in verdicts.items() if same is False)


def _same_npi(held: Held, listed: ListedPerson) -> bool | None:
    """None when the list has no NPI, or one with a wrong digit: that says nothing."""
    return held.npi == listed.npi if npi_is_valid(listed.npi) else None


def _same_middle(held: Held, listed: ListedPerson) -> bool | None:
    """One initial, or both names in full. None when either has none, or when it may be the name before marriage."""
    ours, theirs = "".join(without_suffix(held.middle_name)), "".join(without_suffix(listed.middle_name))
    if not ours or not theirs:
        return None
    shorter = min(len(ours), len(theirs), FIRST_NAME_CUT)
    if ours[:shorter] == theirs[:shorter]:
        return True
    if same_last_name(listed.middle_name, held.last_names):
        return None
    return False


def _same_birth(held: Held, listed: ListedPerson) -> bool | None:
    if held.birth_year is None or listed.born_on is None:
        return None
    return held.birth_year == listed.born_on.year


def _same_suffix(held: Held, listed: ListedPerson) -> bool | None:
    """Only two different ones say something: many leave theirs out."""
    ours = suffix_of(held.name_suffix, held.last_name)
    theirs = suffix_of(listed.middle_name, listed.last_name, listed.first_name)
    return False if ours and theirs and ours != theirs else None


def fingerprint(held: Held, listed: ListedPerson) -> str:
    """Stands for all facts of both sides that are compared. A person's decision holds as long as it is the same."""
    ours = [held.npi, held.first_name, held.middle_name, held.last_name, held.name_suffix, held.birth_year]
    facts = [*ours, sorted(held.former_names), sorted(held.states), record_key(listed), listed.npi, listed.state]
    if held.former_first_names:  # left out when there are none: decisions from before there were any still hold
        facts.append(sorted(held.former_first_names))
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def record_key(listed: ListedPerson) -> str:
    """The person on the list: name and day of birth. Several entries may be about one person."""
    facts = [listed.last_name, listed.first_name, listed.middle_name, str(listed.born_on)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
