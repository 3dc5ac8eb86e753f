"""What a provider treats at a location, and for how much."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models.location import PracticeLocation
from treatments.models import AreaConcern
from treatments.products.enums import BoughtFrom
from treatments.products.keys import key_in_sql

MOST_SESSIONS = 20_000  # ten a day for eight years, of one concern in one area
# Whole dollars a session. Outside it is a typing slip, not a price.
PRICE_MIN, PRICE_MAX = 20, 5000


class Offering(TimeStamped):
    """A concern treated in an area, at one location."""

    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="offerings")
    area_concern = models.ForeignKey(AreaConcern, models.PROTECT, related_name="offerings")
    price_per_session = models.PositiveIntegerField(help_text=_("Whole dollars"))
    sessions_done = models.PositiveIntegerField(default=0, help_text=_("As the provider reports"))
    is_active = models.BooleanField(default=True)
    # For fat and cellulite as the desk looked at it: without these, nobody is shown for that use. For other uses as
    # the provider says, if they do. See `offered`.
    product = models.CharField(max_length=200, blank=True, editable=False)
    product_maker = models.CharField(max_length=200, blank=True, editable=False)
    product_source = models.CharField(max_length=200, blank=True, editable=False, help_text=_("Where it is bought"))

    product_bought_from = models.CharField(max_length=5, choices=BoughtFrom, blank=True, editable=False)
    product_key = models.GeneratedField(  # to find a product's name in it, see treatments/products/keys.py
        expression=key_in_sql("product"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="offering_once", fields=["location", "area_concern"]),
            models.CheckConstraint(
                name="offering_price_plausible", condition=Q(price_per_session__range=(PRICE_MIN, PRICE_MAX))
            ),
            models.CheckConstraint(name="offering_sessions_plausible", condition=Q(sessions_done__lte=MOST_SESSIONS)),
            models.CheckConstraint(
                name="offering_product_is_whole",
                condition=Q(product="", product_maker="", product_source="")
                | Q(product__regex=r"\S", product_maker__regex=r"\S", product_source__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="offering_seller_known",
                condition=Q(product_bought_from="") | Q(product_bought_from__in=BoughtFrom.values) & ~Q(product=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_concern}, ${self.price_per_session}"
