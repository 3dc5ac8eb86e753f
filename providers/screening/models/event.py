"""What happened to a case, in order, for ever. A trigger refuses UPDATE and DELETE (migration; docs/adr/0005)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.directory.models.provider import Provider
from providers.screening.enums import CaseReason, CaseStatus, EventKind
from providers.screening.models.screening import ScreeningCase


class CaseEvent(models.Model):
    """Who did what, when, from where to where, on what evidence. Written by services only, in their transaction.

    `case` is empty for what concerns the provider as a whole: pauses and suspensions. `by` is empty for a machine.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="case_events")
    case = models.ForeignKey(ScreeningCase, models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="case_events")
    from_status = models.CharField(max_length=12, choices=CaseStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=CaseStatus, blank=True)
    about = models.CharField(max_length=60, blank=True, help_text=_("The check, license or fact it concerns"))
    reasons = ArrayField(models.CharField(max_length=20, choices=CaseReason), default=list, blank=True)
    words = models.TextField(blank=True)
    shown = models.BooleanField(default=False, help_text=_("The provider sees these words."))
    reference = models.CharField(max_length=250, blank=True, help_text=_("Source and number of the record"))
    checks = models.JSONField(default=dict, blank=True, help_text=_("Each check as it stood: result, source, dates"))
    documents = models.JSONField(default=list, blank=True, help_text=_("SHA-256 of each document as it stood"))

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="case_event_by_time", fields=["-at"])]
        constraints = [models.CheckConstraint(name="case_event_kind_known", condition=Q(kind__in=EventKind.values))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%Y-%m-%d %H:%M})"
