"""Blocks and reports."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.consultations.enums import ReportReason, ReportState, Side
from matching.consultations.models.asker import Asker
from matching.consultations.models.request import Request
from providers.directory.models import Provider


class BlockedAsker(models.Model):
    """This provider takes no requests from this person. They are not told who said so, nor why."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    asker = models.ForeignKey(Asker, models.CASCADE, related_name="blocks")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="blocked_once", fields=["provider", "asker"])]


class AbuseReport(models.Model):
    """What one side reports of the other, or what we noticed in a text (by the site). A person of the desk looks;
    nothing hides by itself."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="reports")
    message_n = models.PositiveIntegerField(null=True, blank=True, help_text="Of one message; else of the request")
    side = models.CharField(max_length=7, choices=Side, help_text="Who reports")
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=8, choices=ReportReason)
    words = EncryptedJSONField(null=True)
    closing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The first of two who want the request closed because of it",
    )
    verdict = EncryptedJSONField(null=True)  # why, for staff
    state = models.CharField(max_length=9, choices=ReportState, default=ReportState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_reports"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [
            ("settle_abusereport", "Can settle a report, and close a request"),
            ("read_reported", "Can read what was reported, in the words of both sides"),
        ]
        indexes = [models.Index(name="report_queue", fields=["due_at"], condition=Q(state=ReportState.OPEN))]
        constraints = [
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(name="report_reason_known", condition=Q(reason__in=ReportReason.values)),
            models.CheckConstraint(
                name="report_by_somebody", condition=Q(side__in=(Side.PATIENT, Side.CLINIC, Side.SITE))
            ),
            models.CheckConstraint(
                name="report_decided_once",
                condition=Q(state=ReportState.OPEN, decided_at=None, decided_by=None)
                | (~Q(state=ReportState.OPEN) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="report_closes_by_two",
                condition=Q(closing_by=None) | Q(decided_by=None) | ~Q(decided_by=F("closing_by")),
            ),
        ]
