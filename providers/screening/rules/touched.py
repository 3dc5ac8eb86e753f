"""Which checks one change needs. Pure: what changes and where in, the kinds of checks out; all others carry over.

A look is made again where what it compared is another thing afterwards, and nowhere else: a suite number is one call,
not eight looks. A new name is looked for on every list, at the board and on the photo ID; insurance, supervisor and
board certificate are those of the same person, who was found under it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from providers.screening.enums import CheckKind, Fact

OF_A_NAME: Final = frozenset({CheckKind.LICENSE, CheckKind.EXCLUSION, CheckKind.SAM, CheckKind.NPI, CheckKind.IDENTITY})
OF_A_STATE: Final = frozenset({CheckKind.LICENSE, CheckKind.SCOPE})
# What somebody says of these is looked up where they say it.
OF_THEMSELVES: Final = {
    Fact.LICENSE: frozenset({CheckKind.LICENSE}),
    Fact.SUPERVISOR: frozenset({CheckKind.SUPERVISOR}),
    Fact.INSURANCE: frozenset({CheckKind.INSURANCE}),
    Fact.IDENTITY: frozenset({CheckKind.IDENTITY}),
    Fact.PRODUCTS: frozenset({CheckKind.PRODUCTS}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One change, as far as it decides what is looked up. Of the provider as it would make them."""

    fact: Fact
    columns: frozenset[str]  # that get another value
    claims_board: bool
    new_state: bool = False  # a clinic in a state that the approval does not cover
    supervised_there: bool = False
    fat_unchecked: bool = False  # fat is treated at that clinic, and the approval knows of no product


def touched(change: Touch) -> frozenset[CheckKind]:
    if change.fact == Fact.NAME:
        # A nurse must not become "MD" by typing it; the board's page says what the letters rest on.
        return frozenset({CheckKind.LICENSE}) if change.columns <= {"credentials"} else OF_A_NAME
    if change.fact == Fact.BOARD:
        return frozenset({CheckKind.BOARD}) if change.claims_board else frozenset()
    if change.fact == Fact.PLACE:
        return frozenset({CheckKind.PLACE}) | _of_where(change)
    return OF_THEMSELVES[change.fact]


def _of_where(change: Touch) -> frozenset[CheckKind]:
    kinds: set[CheckKind] = set(OF_A_STATE if change.new_state else ())
    if change.new_state and change.supervised_there:
        kinds.add(CheckKind.SUPERVISOR)
    if change.fat_unchecked:
        kinds.add(CheckKind.PRODUCTS)
    return frozenset(kinds)


def gone(fact: Fact, values: Collection[str], *, claims_board: bool) -> frozenset[CheckKind]:
    """Checks of the approval that speak of nothing any more, once the change is live."""
    if fact == Fact.BOARD and "claims_board" in values and not claims_board:
        return frozenset({CheckKind.BOARD})
    return frozenset()
