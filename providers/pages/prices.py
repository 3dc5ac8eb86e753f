"""What listed clinics ask for one session today, by use and by area, for the guide: no names, and none below five."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean, quantiles
from typing import Final

from django.utils import timezone

from caarisma.common.kept import kept_a_minute
from providers.directory.models import Offering
from providers.directory.offered import offered
from providers.listing.listed import listed_places

ENOUGH_CLINICS: Final = 5


@dataclass(frozen=True, slots=True)
class ListedPrices:
    """Whole dollars a session. Half of the clinics ask from `low` to `high`; `middle` has as many below as above."""

    low: int
    middle: int
    high: int
    clinics: int
    on: date


def listed_prices(*, concern: str = "", area: str = "") -> ListedPrices | None:
    """Of a use, of an area, or of all. None for too few clinics. At most a minute old."""
    today = timezone.localdate()
    known = kept_a_minute(f"listed-prices:{today}", lambda: _all(on=timezone.now()))
    return known.get((concern, area))


def _all(*, on: datetime) -> Mapping[tuple[str, str], ListedPrices]:
    """By (use, ""), ("", area) and ("", ""), in one query. A clinic counts once: with the mean of its prices."""
    lines = Offering.objects.filter(offered(), location__in=listed_places(on=on))
    asked: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = lines.values_list("location", "area_concern__concern__slug", "area_concern__area__slug", "price_per_session")
    for location, concern, area, price in rows:
        for key in ((concern, ""), ("", area), ("", "")):
            asked[key][location].append(price)
    day = timezone.localdate(on)
    return {
        key: _of([fmean(prices) for prices in clinics.values()], on=day)
        for key, clinics in asked.items()
        if len(clinics) >= ENOUGH_CLINICS
    }


def _of(prices: list[float], *, on: date) -> ListedPrices:
    low, middle, high = quantiles(prices, n=4, method="inclusive")
    return ListedPrices(round(low), round(middle), round(high), len(prices), on)
