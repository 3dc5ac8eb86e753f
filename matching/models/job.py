"""The queue of record. Celery, the sweeper and the waiting page only hurry it along."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from matching.enums import FinishedBy, JobState
from matching.models.intake import Intake


class MatchJobQuerySet(models.QuerySet["MatchJob"]):
    def due(self, *, on: datetime) -> "MatchJobQuerySet":
        return self.filter(state=JobState.PENDING, available_at__lte=on).order_by("available_at")


class MatchJob(models.Model):
    """One intake's wish to be ranked. Written in the transaction that saves or changes the intake."""

    intake = models.OneToOneField(Intake, models.CASCADE, related_name="job")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    available_at = models.DateTimeField(help_text="Not before this moment; moved on by each attempt")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=8, choices=FinishedBy, blank=True)
    weights_version = models.CharField(max_length=20, blank=True)
    matched_count = models.PositiveIntegerField(default=0, help_text="Providers that met every need")
    blocking = models.JSONField(default=list, help_text="Which single change would let how many in, as the engine says")

    objects = MatchJobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="job_due", fields=["available_at"], condition=Q(state=JobState.PENDING)),
        ]
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_done_is_whole",
                condition=(Q(state=JobState.DONE, done_at__isnull=False) & ~Q(done_by="") & ~Q(weights_version=""))
                | (~Q(state=JobState.DONE) & Q(done_at__isnull=True, done_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Job {self.pk}: {self.state}"
