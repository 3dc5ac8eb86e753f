"""What many providers charge, as one range: facts from their own price lists, no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

ENOUGH_PROVIDERS: Final = 20  # with fewer, a single price list would show


@dataclass(frozen=True, slots=True)
class LocalPrices:
    """At least the middle eight in ten of the providers of a place: whole dollars for one session of one area."""

    low: int
    high: int
    providers: int


def range_of(prices: Iterable[float]) -> LocalPrices | None:
    """Without a tenth at either end, of one price a provider, out to whole dollars. None for too few.

    Of 22 two are left out at each end, so that 18 are in it. Between the 10th and the 90th percentile as they are
    commonly drawn lie 16, and "8 in 10" would not be true."""
    prices = sorted(prices)
    if len(prices) < ENOUGH_PROVIDERS:
        return None
    outside = len(prices) // 10
    low, high = prices[outside], prices[-1 - outside]
    return LocalPrices(low=floor(low), high=ceil(high), providers=len(prices))
