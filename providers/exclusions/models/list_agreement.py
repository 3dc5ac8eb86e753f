"""Why two people take a file that was refused for what it lacks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.exclusions.models.exclusion_list import ExclusionList


class ListAgreement(models.Model):
    """About the file and the problem of a refused run, and nothing else: with another problem it counts for nothing.

    The first says why, the second agrees. The file is then read once more.
    """

    exclusion_list = models.OneToOneField(ExclusionList, models.PROTECT, related_name="agreement")
    first_at = models.DateTimeField()
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="first_list_agreements")
    first_why = models.TextField(_("why"))
    second_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="second_list_agreements"
    )
    second_why = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="list_agreement_says_why", condition=~Q(first_why="")),
            models.CheckConstraint(
                name="list_agreement_second_is_whole",
                condition=Q(second_at__isnull=True, second_by__isnull=True, second_why="")
                | (Q(second_at__isnull=False, second_by__isnull=False) & ~Q(second_why="")),
            ),
            models.CheckConstraint(
                name="list_agreement_needs_two",
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exclusion_list}: {self.first_by}, {self.second_by or '-'}"
