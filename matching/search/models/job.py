"""The queue of record. Celery, the sweeper and the waiting page only hurry it along."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from matching.search.enums import FinishedBy, FoundBy, JobState, StoppedFor
from matching.search.models.intake import Intake


class MatchJobQuerySet(models.QuerySet["MatchJob"]):
    def due(self, *, on: datetime) -> "MatchJobQuerySet":
        """Who waits for a first list comes before whose list is only made anew."""
        due = self.filter(state=JobState.PENDING, available_at__lte=on)
        return due.order_by(F("kept_list_at").asc(nulls_first=True), "available_at")

    def left_over(self, *, on: datetime, grace: timedelta) -> "MatchJobQuerySet":
        """What no worker has done in its time. Of a job whose worker was killed nobody hears for two minutes (the
        broker hands its message out again, and then it may be too early to try): so its next attempt waits for nobody.
        """
        return self.due(on=on).filter(Q(attempts__gt=0) | Q(available_at__lte=on - grace))


class MatchJob(models.Model):
    """One intake's wish to be ranked. Written in the transaction that saves or changes the intake.

    `kept_list_at` is set while a list is made anew because the directory changed: when the stored one was made, which
    answers the same wishes and is shown meanwhile, so that nobody who looks at it is sent back to wait. A clinic on a
    list of 9:00 changes its price at 9:30: who looks at 9:31 sees the list of 9:00 through the gate. Empty when the
    person changed what they ask: the stored list answers another question, and they wait.
    """

    intake = models.OneToOneField(Intake, models.CASCADE, related_name="job")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    available_at = models.DateTimeField(help_text="Not before this moment; moved on by each attempt")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=8, choices=FinishedBy, blank=True)
    found_by = models.CharField(max_length=5, choices=FoundBy, blank=True)
    stopped_for = models.CharField(max_length=7, choices=StoppedFor, blank=True)
    kept_list_at = models.DateTimeField(null=True, blank=True)
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
                name="job_stopped_is_dead", condition=Q(stopped_for="") | Q(state=JobState.DEAD, kept_list_at=None)
            ),
            models.CheckConstraint(
                name="job_keeps_list_until_done", condition=~Q(state=JobState.DONE) | Q(kept_list_at=None)
            ),
            models.CheckConstraint(
                name="job_done_is_whole",
                condition=(Q(state=JobState.DONE, done_at__isnull=False) & ~Q(done_by="") & ~Q(weights_version=""))
                | (~Q(state=JobState.DONE) & Q(done_at__isnull=True, done_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Job {self.pk}: {self.state}"

    @property
    def list_at(self) -> datetime | None:
        """When the stored list was made. None: there is none that answers what the intake asks for now."""
        return self.done_at or self.kept_list_at
