"""Whom a reading of the list brings, mends and loses, by name: what a person reads before they answer for it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.exclusions.enums import ListChangeKind
from providers.exclusions.models.exclusion_list import ExclusionList


class ListChange(models.Model):
    """One entry. The first thousand of each kind are stored; of a refused file, what it would have changed."""

    exclusion_list = models.ForeignKey(ExclusionList, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ListChangeKind)
    name = models.CharField(max_length=185, help_text=_("As listed, last name first"))
    state = models.CharField(max_length=2, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    excluded_on = models.DateField()
    facts = ArrayField(models.CharField(max_length=20), default=list, blank=True, help_text=_("What was mended"))

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="list_change_kind_known", condition=Q(kind__in=ListChangeKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}: {self.get_kind_display()}"
