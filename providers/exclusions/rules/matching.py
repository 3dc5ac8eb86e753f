"""How strongly an entry of the federal exclusion list points at a provider. Pure: no database, no clock.

Four in five entries have no NPI, so names are all there is. A name is not a person: OIG asks to verify by a second
identifier. What agrees and what differs beside the name decides between five tiers:

    NPI     the same NPI, whatever the names say
    STRONG  name and state, and the middle initial or the birth year as well
    STATE   name and state, and nothing that differs
    NAME    name and state, but something differs; or the name only, and nothing that differs
    LOOK    a name like it, and the state or the birth year: see likeness.py

Another state *and* something that differs is another person: no match. Half a last name alone (Lopez for Garcia Lopez)
is strong with the middle initial or the birth year, and else only worth a look.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from providers.directory.npi import npi_is_valid
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.rules.businesses import HeldBusiness, like_business, same_business
from providers.exclusions.rules.first_names import Alike, alike
from providers.exclusions.rules.likeness import SAME_NAME, Likeness, is_worth_a_look, likeness
from providers.exclusions.rules.names import (
    FIRST_NAME_CUT,
    given_names,
    same_last_name,
    same_whole_last_name,
    suffix_of,
    without_suffix,
    words,
)
from providers.exclusions.rules.sides import FullName, ListedPerson

STRONGEST_FIRST: Final = tuple(ExclusionTier)
NO_MIDDLE_NAME: Final = frozenset({("NMN",), ("NMI",), ("NONE",)})
WRITTEN_OTHERWISE: Final = frozenset({Alike.SPELLING, Alike.SHORT})


@dataclass(frozen=True, kw_only=True)
class Held:
    """What we know about a person whom we hold. `states`: of clinics and licenses. `npi` is "" where nobody said."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str = ""
    former: tuple[FullName, ...] = ()
    birth_year: int | None = None
    states: tuple[str, ...] = ()

    @cached_property
    def sides(self) -> tuple[FullName, ...]:
        """Every full name of theirs, today's first. A former one without a first name is about the last name only."""
        today = FullName(self.first_name, self.middle_name, self.last_name, self.name_suffix)
        former = (name if name.first else name.called(self.first_name, self.middle_name) for name in self.former)
        return tuple(dict.fromkeys((today, *former)))

    @cached_property
    def last_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.last_name, *(name.last for name in self.former))))

    def name_keys(self) -> frozenset[str]:
        keys = (side.keys(states=self.states, birth_year=self.birth_year) for side in self.sides)
        return frozenset().union(*keys)

    def facts(self) -> list[object]:
        """All that is compared."""
        ours = [self.npi, self.first_name, self.middle_name, self.last_name, self.name_suffix, self.birth_year]
        former = sorted([name.first, name.middle, name.last, name.suffix] for name in self.former)
        return [*ours, former, sorted(self.states)]


class ExclusionFact(StrEnum):
    """What is compared beside the name."""

    NPI = "npi"
    STATE = "state"
    MIDDLE = "middle"
    BIRTH = "birth"
    SUFFIX = "suffix"


Facts = frozenset[ExclusionFact]


@dataclass(frozen=True, slots=True)
class Finding:
    """A match: its tier, which facts agree and differ, and the name of theirs that it is about. A fact that one side
    does not state is in neither."""

    tier: ExclusionTier
    agrees: Facts = field(default_factory=frozenset)
    differs: Facts = field(default_factory=frozenset)
    side: FullName | None = None


def compare(held: Held | HeldBusiness, listed: ListedPerson) -> Finding | None:
    """The match between the two by the name that says the most, None when there is none."""
    if isinstance(held, HeldBusiness):
        return _compare_business(held, listed)
    found = [finding for side in held.sides if (finding := _compare_side(side, held, listed))]
    return min(found, key=lambda finding: STRONGEST_FIRST.index(finding.tier)) if found else None


def _compare_business(held: HeldBusiness, listed: ListedPerson) -> Finding | None:
    if not listed.business_name or listed.state not in held.states:
        return None
    agrees = frozenset({ExclusionFact.STATE})
    if same_business(listed.business_name, held.name):
        return Finding(ExclusionTier.STATE, agrees)
    return Finding(ExclusionTier.LOOK, agrees) if like_business(listed.business_name, held.name) else None


def _compare_side(side: FullName, held: Held, listed: ListedPerson) -> Finding | None:
    like = likeness(side, listed)
    if like is None and (held.npi != listed.npi or not held.npi):
        return None
    agrees, differs = _facts(side, held, listed)
    tier: ExclusionTier | None = None
    if ExclusionFact.NPI in agrees:
        tier = ExclusionTier.NPI
    elif like == SAME_NAME:
        tier = _tier(agrees, differs, whole=same_whole_last_name(listed.last_name, side.last))
    if tier is None and like is not None and _speaks_for_one(like, held, listed, agrees, differs):
        tier = ExclusionTier.LOOK
    return Finding(tier, agrees, differs, side) if tier else None


def _tier(agrees: Facts, differs: Facts, *, whole: bool) -> ExclusionTier | None:
    """Of names that are the same. None: another person, or at most somebody to look at."""
    in_state, alike = ExclusionFact.STATE in agrees, agrees & {ExclusionFact.MIDDLE, ExclusionFact.BIRTH}
    if differs - {ExclusionFact.STATE}:
        return ExclusionTier.NAME if in_state and whole else None
    if in_state and alike:
        return ExclusionTier.STRONG
    if not whole:
        return None
    return ExclusionTier.STATE if in_state else ExclusionTier.NAME


def _speaks_for_one(like: Likeness, held: Held, listed: ListedPerson, agrees: Facts, differs: Facts) -> bool:
    if differs & {ExclusionFact.NPI, ExclusionFact.SUFFIX}:
        return False
    year = abs(held.birth_year - listed.born_on.year) if held.birth_year and listed.born_on else None
    middle = True if ExclusionFact.MIDDLE in agrees else False if ExclusionFact.MIDDLE in differs else None
    return is_worth_a_look(like, years_apart=year, same_state=ExclusionFact.STATE in agrees, same_middle=middle)


def _facts(side: FullName, held: Held, listed: ListedPerson) -> tuple[Facts, Facts]:
    verdicts = {
        ExclusionFact.NPI: _same_npi(held, listed),
        ExclusionFact.STATE: listed.state in held.states if listed.state and held.states else None,
        ExclusionFact.MIDDLE: _same_middle(side, held, listed),
        ExclusionFact.BIRTH: _same_birth(held, listed),
        ExclusionFact.SUFFIX: _same_suffix(side, listed),
    }
    agrees = frozenset(fact for fact, same in verdicts.items() if same)
    return agrees, frozenset(fact for fact, same in verdicts.items() if same is False)


def _same_npi(held: Held, listed: ListedPerson) -> bool | None:
    """None when one side has no NPI, or the list one with a wrong digit: that says nothing."""
    return held.npi == listed.npi if held.npi and npi_is_valid(listed.npi) else None


def _same_middle(side: FullName, held: Held, listed: ListedPerson) -> bool | None:
    """One initial, or both names in full; a second first name (Maria Elena) may be the other's middle name. None when
    either has none, when it may be one name written otherwise, or when one is a last name of theirs: then it is the
    name before marriage, or after."""
    (first, *ours_second), (other, *theirs_second) = _given(side.first), _given(listed.first_name)
    ours, theirs = _middle(side.middle), _middle(listed.middle_name)
    if any(_agree(one, two) for one, two in ((ours, theirs), (ours_second, theirs), (ours, theirs_second))):
        return True
    if first == other and ours_second and theirs_second and not _may_be_one(ours_second, theirs_second):
        return False
    if not ours or not theirs or _may_be_one(ours, theirs):
        return None
    others = [name for name in held.last_names if name != side.last]
    if same_last_name(listed.middle_name, held.last_names) or same_last_name(side.middle, [*others, listed.last_name]):
        return None
    return False


def _given(first_name: str) -> Sequence[str]:
    return given_names(first_name) or ("",)


def _middle(text: str) -> Sequence[str]:
    found = without_suffix(text)
    return () if found in NO_MIDDLE_NAME else found


def _agree(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Both in full, as far as the list has room, or an initial; or one of several names."""
    if not ours or not theirs:
        return False
    one, other = "".join(ours), "".join(theirs)
    shorter = min(len(one), len(other), FIRST_NAME_CUT)
    return one[:shorter] == other[:shorter] or any(len(word) > 2 for word in {*ours} & {*theirs})


def _may_be_one(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return _agree(ours, theirs) or alike(" ".join(theirs), " ".join(ours)) in WRITTEN_OTHERWISE


def _same_birth(held: Held, listed: ListedPerson) -> bool | None:
    if held.birth_year is None or listed.born_on is None:
        return None
    return held.birth_year == listed.born_on.year


def _same_suffix(side: FullName, listed: ListedPerson) -> bool | None:
    """Only two different ones say something: many leave theirs out."""
    second = side.first if len(given_names(side.first)) < len(words(side.first)) else ""
    ours = suffix_of(side.suffix, side.last, side.middle, second)
    theirs = suffix_of(listed.middle_name, listed.last_name, listed.first_name)
    return False if ours and theirs and ours != theirs else None


def fingerprint(held: Held | HeldBusiness, listed: ListedPerson, *, role: str = "") -> str:
    """Stands for all facts of both sides that are compared. A person's decision holds as long as it is the same.

    `role`: who the held person is to the provider, "" for the provider."""
    facts = [*held.facts(), record_key(listed), listed.npi, listed.state]
    return hashlib.sha256(json.dumps([*facts, role] if role else facts).encode()).hexdigest()


def record_key(listed: ListedPerson) -> str:
    """The person on the list: name and day of birth. Several entries may be about one person."""
    facts = [listed.last_name, listed.first_name, listed.middle_name, str(listed.born_on)]
    if listed.business_name:
        facts.append(listed.business_name)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
