"""Whose names were compared with an exclusion list, and when: what says later that a list covers a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from providers.directory.models.provider import Provider
from providers.exclusions.models.exclusion_list import ExclusionList


class ListComparison(models.Model):
    """A trigger lets the table only grow. One a list and set of names, also when nothing was found; what was found is
    an ExclusionHit. `names`: first, middle, last and former ones, those that wait for the desk too.
    """

    exclusion_list = models.ForeignKey(ExclusionList, models.PROTECT, related_name="comparisons")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="list_comparisons")
    npi = models.CharField(max_length=10)
    names = ArrayField(models.CharField(max_length=120))
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="list_comparison_of_somebody", fields=["provider", "exclusion_list"])]

    def __str__(self) -> str:
        return f"{self.provider}, {self.exclusion_list}"
