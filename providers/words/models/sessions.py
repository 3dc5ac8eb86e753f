"""A number of sessions that grew too fast to be believed at once."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.directory.models import Offering
from providers.words.enums import WordsState


class SessionsSaidQuerySet(models.QuerySet["SessionsSaid"]):
    def waiting(self) -> "SessionsSaidQuerySet":
        return self.filter(state=WordsState.WAITING)


class SessionsSaid(models.Model):
    """Patients read `before` until somebody of ours has asked. LIVE: it was taken over."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="sessions_said")
    before = models.PositiveIntegerField()
    said = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=WordsState, default=WordsState.WAITING)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sessions_said")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sessions_decided"
    )
    why = models.CharField(max_length=300, blank=True)

    objects = SessionsSaidQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="sessions_wait_once", fields=["offering"], condition=Q(state=WordsState.WAITING)
            ),
            models.CheckConstraint(name="sessions_grew", condition=Q(said__gt=F("before"))),
            models.CheckConstraint(name="sessions_state_known", condition=Q(state__in=WordsState.values)),
            models.CheckConstraint(
                name="sessions_decision_is_whole",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="sessions_shown_by_somebody",
                condition=~Q(state__in=[WordsState.LIVE, WordsState.REFUSED]) | Q(decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} to {self.said}"
