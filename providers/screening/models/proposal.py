"""What a provider who was approved wants changed, and what waits for the desk until then."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from providers.screening.enums import Fact


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def open(self) -> "ProposedChangeQuerySet":
        return self.filter(applied_at__isnull=True, dropped_at__isnull=True)


class ProposedChange(TimeStamped):
    """The profile stays as it was approved; this is carried out when the desk says yes, or dropped.

    `values`: by the fact. name: the fields of Provider. license: {"license": id, "expires_on": ISO date}. place:
    {"location": id}, a new place that is kept off; with columns of it, a correction of one that patients see.
    board: {"specialty": words of the list}. products: {"offerings": [id, ...]}, kept off likewise.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="proposed_changes")
    fact = models.CharField(max_length=12, choices=Fact)
    values = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_changes")
    applied_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="proposed_change_fact_known", condition=Q(fact__in=Fact.values)),
            models.CheckConstraint(
                name="proposed_change_ends_once", condition=Q(applied_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.provider}"
