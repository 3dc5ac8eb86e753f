"""How strongly an entry of the federal exclusion list points at a provider. Pure: no database, no clock.

Four in five entries have no NPI, so names are all there is. A name is not a person: OIG asks to verify by a second
identifier. What agrees and what differs beside the name decides between four tiers:

    NPI     the same NPI, whatever the names say
    STRONG  name and state, and the middle initial or the birth year as well
    STATE   name and state, and nothing that differs
    NAME    name and state, but something differs; or the name only, and nothing that differs

Another state *and* something that differs is another person: no match.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from providers.enums import ExclusionTier
from providers.npi import npi_is_valid
from providers.screening.exclusion_names import (
    FIRST_NAME_CUT,
    name_keys,
    same_first_name,
    same_last_name,
    suffix_of,
    without_suffix,
)

ORDER = tuple(ExclusionTier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What we know about a provider. `states`: of clinics and licenses."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str = ""
    former_names: tuple[str, ...] = ()
    birth_year: int | None = None
    states: tuple[str, ...] = ()

    @property
    def last_names(self) -> tuple[str, ...]:
        return (self.last_name, *self.former_names)

    def name_keys(self) -> frozenset[str]:
        return name_keys(self.first_name, self.last_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as listed: capitals, texts cut, "" for what is missing."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    state: str
    born_on: date | None = None

    def name_keys(self) -> frozenset[str]:
        return name_keys(self.first_name, (self.last_name,))


class Fact(StrEnum):
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
    agrees: frozenset[Fact] = field(default_factory=frozenset)
    differs: frozenset[Fact] = field(default_factory=frozenset)

    @property
    def strength(self) -> tuple[int, int, int]:
        """Sorts the strongest first."""
        return (ORDER.index(self.tier), -len(self.agrees), len(self.differs))


def compare(held: Held, listed: Listed) -> Finding | None:
    """The match between the two, None when there is none."""
    agrees, differs = _facts(held, listed)
    if Fact.NPI in agrees:
        return Finding(ExclusionTier.NPI, agrees, differs)
    if not same_last_name(listed.last_name, held.last_names):
        return None
    if not same_first_name(listed.first_name, held.first_name):
        return None
    tier = _tier(agrees, differs)
    return Finding(tier, agrees, differs) if tier else None


def _tier(agrees: frozenset[Fact], differs: frozenset[Fact]) -> ExclusionTier | None:
    beside_the_state = differs - {Fact.STATE}
    if Fact.STATE not in agrees:
        return None if beside_the_state else ExclusionTier.NAME
    if beside_the_state:
        return ExclusionTier.NAME
    return ExclusionTier.STRONG if agrees & {Fact.MIDDLE, Fact.BIRTH} else ExclusionTier.STATE


def _facts(held: Held, listed: Listed) -> tuple[frozenset[Fact], frozenset[Fact]]:
    verdicts = {
        Fact.NPI: _same_npi(held, listed),
        Fact.STATE: listed.state in held.states if listed.state and held.states else None,
        Fact.MIDDLE: _same_middle(held, listed),
        Fact.BIRTH: _same_birth(held, listed),
        Fact.SUFFIX: _same_suffix(held, listed),
    }
    agrees = frozenset(fact for fact, same in verdicts.items() if same)
    return agrees, frozenset(fact for fact, same in verdicts.items() if same is False)


def _same_npi(held: Held, listed: Listed) -> bool | None:
    """None when the list has no NPI, or one with a wrong digit: that says nothing."""
    return held.npi == listed.npi if npi_is_valid(listed.npi) else None


def _same_middle(held: Held, listed: Listed) -> bool | None:
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


def _same_birth(held: Held, listed: Listed) -> bool | None:
    if held.birth_year is None or listed.born_on is None:
        return None
    return held.birth_year == listed.born_on.year


def _same_suffix(held: Held, listed: Listed) -> bool | None:
    """Only two different ones say something: many leave theirs out."""
    ours = suffix_of(held.name_suffix, held.last_name)
    theirs = suffix_of(listed.middle_name, listed.last_name, listed.first_name)
    return False if ours and theirs and ours != theirs else None


def fingerprint(held: Held, listed: Listed) -> str:
    """Stands for all facts of both sides that are compared. A person's decision holds as long as it is the same."""
    ours = [held.npi, held.first_name, held.middle_name, held.last_name, held.name_suffix, held.birth_year]
    facts = [*ours, sorted(held.former_names), sorted(held.states), record_key(listed), listed.npi, listed.state]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def record_key(listed: Listed) -> str:
    """The person on the list: name and day of birth. Several entries may be about one person."""
    facts = [listed.last_name, listed.first_name, listed.middle_name, str(listed.born_on)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
