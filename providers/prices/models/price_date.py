"""The day of a price list."""

from django.conf import settings
from django.db import models

from providers.directory.models import PracticeLocation


class PriceDate(models.Model):
    """When somebody of the clinic last said that all prices of a place are right, by its own calendar. In a table of
    its own: the place itself does not change by it, so no list is made anew."""

    location = models.OneToOneField(PracticeLocation, models.CASCADE, related_name="price_date")
    confirmed_on = models.DateField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Prices of place {self.location_id} on {self.confirmed_on}"
