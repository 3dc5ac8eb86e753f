"""What listed clinics ask for one session today, by use and by area, for the guide: no names, and none below five."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean, quantiles
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import F, Value
from django.utils import timezone

from caarisma.common.expressions import AnyOf
from caarisma.common.kept import kept_a_minute
from caarisma.common.outages import took_too_long
from providers.directory.models import Offering
from providers.directory.offered import offered
from providers.listing.listed import listed_places

ENOUGH_CLINICS: Final = 5
IN_TIME: Final = "3s"  # for each statement: the guide is read without prices sooner than late


class NotInTime(Exception):
    """The prices could not be read in time; in a minute they may be."""


@dataclass(frozen=True, slots=True)
class ListedPrices:
    """Whole dollars a session. Half of the clinics ask from `low` to `high`; `middle` has as many below as above."""

    low: int
    middle: int
    high: int
    clinics: int
    on: date


def listed_prices(*, concern: str = "", area: str = "") -> ListedPrices | None:
    """Of a use, of an area, or of all. None for too few clinics. At most a minute old. Raises NotInTime."""
    today = timezone.localdate()
    known = kept_a_minute(f"listed-prices:{today}", lambda: _in_time(on=timezone.now()))
    if known is None:
        raise NotInTime
    return known.get((concern, area))


def _in_time(*, on: datetime) -> Mapping[tuple[str, str], ListedPrices] | None:
    """None for a minute, if it takes too long: else each reader would wait for it, and add to what makes it slow."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                           [IN_TIME])  # fmt: skip
            before, _ours = cursor.fetchone()
            found = _all(on=on)
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as error:
        if not took_too_long(error):
            raise
        return None
    return found


def _all(*, on: datetime) -> Mapping[tuple[str, str], ListedPrices]:
    """By (use, ""), ("", area) and ("", ""). A clinic counts once: with the mean of its prices.

    In two queries: in one, PostgreSQL takes all the reasons to hide a place for such as leave one, and compares each
    line with each listed place.
    """
    places = list(listed_places(on=on).order_by().values_list("pk", flat=True))
    lines = Offering.objects.filter(offered(), AnyOf(F("location"), Value(places))).order_by()
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
