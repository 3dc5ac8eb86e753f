"""A provider who may be on an exclusion list. Open until a person decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.models.provider import Provider


class ExclusionHitQuerySet(models.QuerySet["ExclusionHit"]):
    def open(self) -> "ExclusionHitQuerySet":
        """Not cleared. While one is open the provider is not listed."""
        return self.filter(cleared_at__isnull=True)


class ExclusionHit(TimeStamped):
    """A row of an exclusion list that points at this provider. Our trust rule, not a statement about the law."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="exclusion_hits")
    list_name = models.CharField(max_length=40, help_text=_("OIG LEIE, SAM"))
    list_date = models.DateField(help_text=_("Date of the list"))
    matched_on = models.CharField(max_length=60, help_text=_("NPI; name and state; ..."))
    found_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="cleared_exclusions"
    )
    reason = models.TextField(blank=True)

    objects = ExclusionHitQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at"]
        constraints = [
            models.CheckConstraint(
                name="exclusion_clearing_is_whole",
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | (Q(cleared_at__isnull=False, cleared_by__isnull=False) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.list_date}: {self.matched_on}"
