"""What listed providers near a place charge: facts from their own price lists, no names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from statistics import median, quantiles
from typing import Final

from matching.assembly import in_box
from matching.engine import bounding_box, great_circle_miles
from providers.models import Offering, PracticeLocation

NEAR_MILES: Final = 25
ENOUGH_PROVIDERS: Final = 20  # with fewer, a single price list would show


@dataclass(frozen=True, slots=True)
class LocalPrices:
    """The middle eight in ten of the providers near: whole dollars for one session of one area."""

    low: int
    high: int
    providers: int


def local_prices(*, latitude: float, longitude: float, on: datetime) -> LocalPrices | None:
    """None when too few providers within 25 miles are listed at the instant `on`. One query.

    A provider counts once, with the middle price of their list; low and high are the 10th and the 90th percentile of
    these. So no long list outweighs the others, and the dearest and the cheapest clinic do not set the range.
    """
    prices: defaultdict[int, list[int]] = defaultdict(list)
    for provider, there, price in _prices_in_box(latitude, longitude, on):
        if great_circle_miles(latitude, longitude, *there) <= NEAR_MILES:
            prices[provider].append(price)
    return range_of(median(listed) for listed in prices.values())


def _prices_in_box(latitude: float, longitude: float, on: datetime) -> Iterable[tuple[int, tuple[float, float], int]]:
    """(provider id, (latitude, longitude), price) of every active offering at a listed location in the box."""
    listed = PracticeLocation.objects.listed(on=on).filter(in_box(bounding_box(latitude, longitude, NEAR_MILES)))
    offered = Offering.objects.filter(location__in=listed.values("pk"), is_active=True, area_concern__is_active=True)
    columns = ("location__provider_id", "location__latitude", "location__longitude", "price_per_session")
    for provider, north, east, price in offered.order_by().values_list(*columns):
        yield provider, (north, east), price


def range_of(prices: Iterable[float]) -> LocalPrices | None:
    """The 10th to the 90th percentile of one price a provider, out to whole dollars. None for too few."""
    prices = list(prices)
    if len(prices) < ENOUGH_PROVIDERS:
        return None
    tenths = quantiles(prices, n=10, method="inclusive")
    return LocalPrices(low=floor(tenths[0]), high=ceil(tenths[-1]), providers=len(prices))
