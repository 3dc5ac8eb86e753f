"""What is known of the prices of a place, beside one session."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from providers.prices.models import Package, PriceDate


def packages_at(location_id: int) -> Mapping[int, list[Package]]:
    """Offering id -> what patients may read: lines that are offered, and packages that save something."""
    found = Package.objects.filter(offering__location=location_id, offering__is_active=True).select_related("offering")
    by_line: dict[int, list[Package]] = defaultdict(list)
    for package in found:
        if package.saves:
            by_line[package.offering_id].append(package)
    return by_line


def price_dates(location_ids: Iterable[int]) -> Mapping[int, date]:
    """Place id -> the day on which its prices were last said to be right."""
    return dict(PriceDate.objects.filter(location__in=location_ids).values_list("location", "confirmed_on"))
