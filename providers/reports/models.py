"""One report of one place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models import PracticeLocation
from providers.reports.enums import PlaceReportReason, PlaceReportState


class PlaceReportQuerySet(models.QuerySet["PlaceReport"]):
    def open(self) -> "PlaceReportQuerySet":
        return self.filter(state=PlaceReportState.OPEN).order_by("due_at", "pk")


class PlaceReport(models.Model):
    """`email`: where the answer goes, until it is written. People write about their health whatever one asks of them,
    so `words` are kept as if they did."""

    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="place_reports")
    reason = models.CharField(max_length=8, choices=PlaceReportReason)
    words = EncryptedJSONField()
    email = EncryptedJSONField(null=True)
    language = models.CharField(max_length=8)
    form_key = models.UUIDField(unique=True, help_text="The same form sent twice is one report")
    state = models.CharField(max_length=9, choices=PlaceReportState, default=PlaceReportState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verdict = EncryptedJSONField(null=True)  # why, for staff
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_place_reports"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceReportQuerySet.as_manager()

    class Meta:
        permissions = [("settle_placereport", "Can settle a report about a place")]
        indexes = [
            models.Index(name="place_report_queue", fields=["due_at"], condition=Q(state=PlaceReportState.OPEN)),
        ]
        constraints = [
            models.CheckConstraint(name="place_report_state_known", condition=Q(state__in=PlaceReportState.values)),
            models.CheckConstraint(name="place_report_reason_known", condition=Q(reason__in=PlaceReportReason.values)),
            models.CheckConstraint(name="place_report_due_later", condition=Q(due_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="place_report_decided_whole",
                condition=Q(state=PlaceReportState.OPEN, decided_at=None, decided_by=None, verdict=None)
                | (
                    ~Q(state=PlaceReportState.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False, verdict__isnull=False, email=None)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} about place {self.location_id}"
