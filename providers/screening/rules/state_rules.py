"""Who may inject where, and who needs a supervising doctor: one dated rule for each state and profession.

States decide this, not the federal government. A rule says where it was read and when. One that nobody has read yet
is "unverified": it blocks, so that not knowing never lists anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from providers.directory.enums import DOCTORS, Profession

# What was read longer ago must be read again before it carries a new approval.
RULE_GOOD_FOR: Final = timedelta(days=365)
# And until then it carries those that stand: being late is our fault, not the provider's. A check of scope ends after
# six months at most as well (time_limits.py).
RULE_CARRIES_FOR: Final = timedelta(days=548)
# Our own rule, not the law's: in some states PAs work without one, and nurses under a PA or nurse practitioner.
ALWAYS_SUPERVISED: Final = frozenset({Profession.REGISTERED_NURSE, Profession.PHYSICIAN_ASSISTANT})


class RuleStatus(StrEnum):
    VERIFIED = "verified"  # two of our staff read the law or the board's own page
    SOURCED = "sourced"  # a named source says so; the law itself was not read by us
    UNVERIFIED = "unverified"  # nobody has looked


class Covers(StrEnum):
    """Which shots a rule speaks of. What is said of Botox says nothing of a mixed vitamin or a fat-dissolving shot."""

    ANY_INJECTION = "any_injection"
    TOXIN_FILLER = "toxin_filler"
    SILENT = "silent"  # nobody has seen which


class Scope(StrEnum):
    """The answer for one license in one state."""

    ALONE = "alone"
    SUPERVISED = "supervised"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """`read_on` is when the source was read, `in_force_from` when the rule began (None: before the site did),
    `effective_to` its last day by its own words (None: it names none)."""

    state: str
    profession: Profession
    status: RuleStatus
    may_inject: bool = False
    needs_supervisor: bool = True
    source: str = ""
    url: str = ""
    read_on: date | None = None
    in_force_from: date | None = None
    effective_to: date | None = None
    covers: Covers = Covers.SILENT
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateRules:
    """Every rule by (state, profession). What the table does not hold is unverified."""

    by_key: Mapping[tuple[str, Profession], StateRule]

    def of(self, state: str, profession: Profession) -> StateRule:
        """The row as it stands, in force or not: what staff see."""
        found = self.by_key.get((state, profession))
        return found or StateRule(state=state, profession=profession, status=RuleStatus.UNVERIFIED)

    def in_force(self, state: str, profession: Profession, *, on: date) -> StateRule:
        """The row, or an unverified one where it was read too long ago, has not begun, or is over."""
        rule = self.of(state, profession)
        too_old = rule.read_on is None or rule.read_on + RULE_GOOD_FOR < on
        not_yet = rule.in_force_from is not None and on < rule.in_force_from
        over = rule.effective_to is not None and rule.effective_to < on
        if too_old or not_yet or over:
            return StateRule(state=state, profession=profession, status=RuleStatus.UNVERIFIED)
        return rule


def scope_of(profession: Profession, state: str, *, on: date, rules: StateRules) -> Scope:
    """May this license inject in this state on that day, and under whom? UNKNOWN blocks like NOT_ALLOWED."""
    rule = rules.in_force(state, profession, on=on)
    if rule.status == RuleStatus.UNVERIFIED:
        return Scope.UNKNOWN
    if not rule.may_inject or rule.covers == Covers.TOXIN_FILLER:
        return Scope.NOT_ALLOWED
    if rule.covers == Covers.SILENT:
        return Scope.UNKNOWN
    return Scope.SUPERVISED if must_be_supervised(profession, rule) else Scope.ALONE


def must_be_supervised(profession: Profession, rule: StateRule) -> bool:
    """Registered nurses and PAs always, whatever a table says; doctors never; nurse practitioners by the state."""
    if profession in DOCTORS:
        return False
    return profession in ALWAYS_SUPERVISED or rule.needs_supervisor
