"""What listed providers near a place charge: facts from their own price lists, no names."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Final

from matching.engine import bounding_box, great_circle_miles
from matching.snapshots.candidate_rows import in_box
from providers.directory.models import Offering
from providers.directory.offered import offered
from providers.listing.listed import listed_places
from providers.listing.price_ranges import LocalPrices, range_of

NEAR_MILES: Final = 25


def local_prices(*, latitude: float, longitude: float, on: datetime) -> LocalPrices | None:
    """None when too few providers within 25 miles are listed at the instant `on`. One query.

    A provider counts once, with the middle price of their list; low and high leave a tenth of these out at
    either end. So no long list outweighs the others, and the dearest and the cheapest clinic do not set the range.
    """
    prices: defaultdict[int, list[int]] = defaultdict(list)
    for provider, there, price in _prices_in_box(latitude, longitude, on):
        if great_circle_miles(latitude, longitude, *there) <= NEAR_MILES:
            prices[provider].append(price)
    return range_of(median(listed) for listed in prices.values())


def _prices_in_box(latitude: float, longitude: float, on: datetime) -> Iterable[tuple[int, tuple[float, float], int]]:
    """(provider id, (latitude, longitude), price) of every active offering at a listed location in the box."""
    listed = listed_places(on=on).filter(in_box(bounding_box(latitude, longitude, NEAR_MILES)))
    priced = Offering.objects.filter(offered(), location__in=listed.values("pk"), area_concern__is_active=True)
    columns = ("location__provider_id", "location__latitude", "location__longitude", "price_per_session")
    for provider, north, east, price in priced.order_by().values_list(*columns):
        yield provider, (north, east), price
