"""Prices that patients do not see though the place is listed, with the true cause and its day, for their provider."""

from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext

from providers.directory.models import Offering
from providers.directory.offered import hidden, priced
from treatments.products.selectors import ProductBook


class HiddenPrice(NamedTuple):
    offering_id: int
    line: str
    why: str


def hidden_prices(provider_id: int) -> list[HiddenPrice]:
    """One query; two more where a product was warned of."""
    lines = Offering.objects.filter(priced(), location__provider=provider_id, location__is_active=True)
    rows = list(hidden(lines).select_related("location", "area_concern__area", "area_concern__concern").order_by("pk"))
    book = ProductBook.read_if(any(row.warned for row in rows))
    return [HiddenPrice(row.pk, _line(row), _why(row, book)) for row in rows]


def _line(row: Offering) -> str:
    service = row.area_concern
    return f"{row.location.clinic_name}, {service.area.name}, {service.concern.name}"


def _why(row: Offering, book: ProductBook) -> str:
    if warning := book.warning_in(row.product):
        told = {"by": warning.by, "product": row.product, "day": date_format(warning.since)}
        return gettext("%(by)s warned of %(product)s on %(day)s. Patients do not see this price.") % told
    return gettext("We do not show shots for fat or cellulite now. Two of our medical directors decide that.")
