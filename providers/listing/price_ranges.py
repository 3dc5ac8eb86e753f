"""What many providers charge, as one range: facts from their own price lists, no names."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from statistics import quantiles
from typing import Final

ENOUGH_PROVIDERS: Final = 20  # with fewer, a single price list would show


@dataclass(frozen=True, slots=True)
class LocalPrices:
    """The middle eight in ten of the providers of a place: whole dollars for one session of one area."""

    low: int
    high: int
    providers: int


def range_of(prices: Iterable[float]) -> LocalPrices | None:
    """The 10th to the 90th percentile of one price a provider, out to whole dollars. None for too few."""
    prices = list(prices)
    if len(prices) < ENOUGH_PROVIDERS:
        return None
    tenths = quantiles(prices, n=10, method="inclusive")
    return LocalPrices(low=floor(tenths[0]), high=ceil(tenths[-1]), providers=len(prices))
