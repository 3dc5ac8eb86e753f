"""What a provider says about themselves for the desk to check, beside profile, licenses and places."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from treatments.products.enums import BoughtFrom


class Statement(TimeStamped):
    """As typed. Nothing here is shown to patients or counts for listing: the checks of a case do."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="statement")
    language = models.CharField(max_length=2, choices=[("en", "English"), ("es", "Español")], default="en")
    details_confirmed_at = models.DateTimeField(null=True, blank=True, help_text=_("The provider looked at them."))
    insurer = models.CharField(max_length=80, blank=True)
    insurance_ends_on = models.DateField(null=True, blank=True)
    claims_board = models.BooleanField(_("board certified"), null=True, blank=True, help_text=_("Unknown: not asked"))
    board_name = models.CharField(max_length=80, blank=True)
    board_ends_on = models.DateField(null=True, blank=True)
    # For fat and cellulite. What the desk looked at goes into the offerings with its approval: see names_product.
    products = models.TextField(blank=True, help_text=_("The product by its name"))
    products_maker = models.CharField(max_length=200, blank=True)
    products_source = models.CharField(max_length=200, blank=True, help_text=_("Where it is bought"))
    products_bought_from = models.CharField(max_length=5, choices=BoughtFrom, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_seller_known", condition=Q(products_bought_from__in=["", *BoughtFrom.values])
            ),
        ]

    def __str__(self) -> str:
        return f"What {self.provider} says"

    @property
    def names_product(self) -> bool:
        """By its name, its maker and where it is bought: without one of them the use is not offered."""
        return all(said.strip() for said in (self.products, self.products_maker, self.products_source))
