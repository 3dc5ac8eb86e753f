"""Counts that may be printed, and which may not: from 50 answers on, and no count from 1 to 10. Pure."""

from dataclasses import dataclass
from typing import Final

from matching.aftercare.rules.intervals import clopper_pearson

PUBLISHED_FROM: Final = 50  # visits after which somebody told us
RENEWED_AFTER: Final = 10  # more of them, or two figures subtracted would tell of one person
HIDDEN: Final = range(1, 11)
SCALES: Final = (100, 1_000, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShare:
    """`yes`: None where it is from 1 to 10, and then low and high are of 1 and of 10, so that they tell no more."""

    yes: int | None
    of: int
    low: float
    high: float

    @property
    def middle(self) -> float | None:
        return None if self.yes is None else self.yes / self.of


def shown_share(yes: int, of: int) -> ShownShare:
    """Also hidden where all but 1 to 10 said so: the rest is told by it."""
    if yes in HIDDEN:
        return ShownShare(yes=None, of=of, low=clopper_pearson(1, of)[0], high=clopper_pearson(min(10, of), of)[1])
    if of - yes in HIDDEN:
        return ShownShare(yes=None, of=of, low=clopper_pearson(of - 10, of)[0], high=clopper_pearson(of - 1, of)[1])
    low, high = clopper_pearson(yes, of)
    return ShownShare(yes=yes, of=of, low=low, high=high)


def is_hidden(count: int) -> bool:
    return count in HIDDEN


def scaled(low: float, high: float) -> tuple[int, int, int]:
    """(low, high, of how many) in whole people, on the first scale on which neither is rounded to nobody."""
    for scale in SCALES:
        if (low == 0 or round(low * scale) >= 1) and round(high * scale) >= 1:
            break
    return round(low * scale), max(1, round(high * scale)), scale


def may_publish(told: int, last: int | None) -> bool:
    """`last`: how many had told us when figures were printed before."""
    return told >= PUBLISHED_FROM and (last is None or abs(told - last) >= RENEWED_AFTER)
