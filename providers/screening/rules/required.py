"""Which checks a provider needs. Pure: profession, state and what they say they do in, a list of checks out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from providers.directory.enums import Profession
from providers.screening.enums import CheckKind
from providers.screening.rules.state_rules import StateRules, must_be_supervised

# Needed by everyone, everywhere, in the order of the desk. providers.listing.listed asks for them in SQL.
EVERYONE: Final = (
    CheckKind.IDENTITY,
    CheckKind.LICENSE,
    CheckKind.SCOPE,
    CheckKind.NPI,
    CheckKind.EXCLUSION,
    CheckKind.SAM,
    CheckKind.INSURANCE,
    CheckKind.PLACE,
)
# License types that ask to join and are turned away. That is our own rule: some states let them inject on conditions.
REFUSED: Final = frozenset({"lpn", "lvn", "ma", "esthetician"})


class Why(StrEnum):
    EVERYONE = "everyone"
    SUPERVISED = "supervised"  # this license works under a prescriber here, or the rule was never read
    CLAIMED = "claimed"  # board certification: checked if the provider says they have it
    FAT_PADS = "fat_pads"  # the FDA approved one product, for one place


@dataclass(frozen=True, slots=True)
class Required:
    kind: CheckKind
    why: Why


def required_checks(
    profession: Profession,
    state: str,
    *,
    claims_board: bool,
    treats_small_fat: bool,
    on: date,
    rules: StateRules,
) -> tuple[Required, ...]:
    """The checks for one license at a clinic in one state, on a day.

    A rule that nobody has read asks for a supervisor too (of whoever is no doctor): the stricter answer until then.
    """
    needed = [Required(kind, Why.EVERYONE) for kind in EVERYONE]
    if must_be_supervised(profession, rules.in_force(state, profession, on=on)):
        needed.append(Required(CheckKind.SUPERVISOR, Why.SUPERVISED))
    if claims_board:
        needed.append(Required(CheckKind.BOARD, Why.CLAIMED))
    if treats_small_fat:
        needed.append(Required(CheckKind.PRODUCTS, Why.FAT_PADS))
    return tuple(needed)


def required_in(
    profession: Profession,
    states: Iterable[str],
    *,
    claims_board: bool,
    treats_small_fat: bool,
    on: date,
    rules: StateRules,
) -> tuple[Required, ...]:
    """All that any of the states asks for, each kind once: one case covers all of a provider's clinics."""
    needed: dict[CheckKind, Required] = {}
    for state in sorted(states):
        for required in required_checks(
            profession, state, claims_board=claims_board, treats_small_fat=treats_small_fat, on=on, rules=rules
        ):
            needed.setdefault(required.kind, required)
    return tuple(needed.values())
