"""What is wrong with some providers, as in life: the directory must show that each of them is kept out."""

from enum import StrEnum
from random import Random
from typing import Final


class Flaw(StrEnum):
    LAPSED = "license in the clinic's state not in force"
    ELSEWHERE = "licensed, but not in the clinic's state"
    OUTDATED = "screening out of date"
    IN_REVIEW = "screening not finished"
    UNPROVEN = "a check failed or could not be made"
    EXCLUDED = "open hit on an exclusion list"
    NOTHING_OFFERED = "no offering"
    DEACTIVATED = "NPI no longer in use"


RATES: Final = {
    Flaw.LAPSED: 0.04,
    Flaw.ELSEWHERE: 0.03,
    Flaw.OUTDATED: 0.04,
    Flaw.IN_REVIEW: 0.01,
    Flaw.UNPROVEN: 0.01,
    Flaw.EXCLUDED: 0.005,
    Flaw.NOTHING_OFFERED: 0.03,
    Flaw.DEACTIVATED: 0.003,
}


def draw_flaws(rng: Random) -> frozenset[Flaw]:
    """Each flaw by its own rate; one provider may have several."""
    return frozenset(flaw for flaw, rate in RATES.items() if rng.random() < rate)
