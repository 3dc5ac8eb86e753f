"""A clinic that leaves people without an answer: told first, then kept from new requests until somebody says "here"."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from providers.directory.models import Provider

MOST_HERE: Final = 3  # times that "We are here" is enough
HERE_WITHIN: Final = timedelta(days=30)


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def open(self) -> "NudgeQuerySet":
        return self.filter(ended_at=None)

    def pausing(self) -> "NudgeQuerySet":
        return self.open().filter(paused_at__isnull=False)

    def said_here(self, *, on: datetime) -> "NudgeQuerySet":
        """Ended lately by the clinic's own word, and not by an answer or by the desk."""
        clinic = Q(ended_by=F("provider__user")) | Q(ended_by__is_staff=False)  # the desk lets back, too
        return self.filter(clinic, ended_at__gt=on - HERE_WITHIN)

    def for_desk(self, *, on: datetime) -> "NudgeQuerySet":
        """Clinics that get no new requests and have used up their word: a person of ours decides."""
        said = Nudge.objects.said_here(on=on).filter(provider=OuterRef("provider")).order_by().values("provider")
        times = Subquery(said.annotate(times=Count("pk")).values("times"))
        return self.pausing().annotate(times=times).filter(times__gte=MOST_HERE).order_by("paused_at", "pk")


class Nudge(models.Model):
    """Ends by an answer in time before `pauses_at`, or by a person of the clinic at any time (`ended_by`)."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="nudges")
    told_at = models.DateTimeField()
    pauses_at = models.DateTimeField(help_text="From then on it gets no new requests, unless it answers")
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = NudgeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="nudge_one_open", fields=["provider"], condition=Q(ended_at=None)),
            models.CheckConstraint(name="nudge_gives_time", condition=Q(pauses_at__gt=F("told_at"))),
            models.CheckConstraint(
                name="nudge_pauses_in_time", condition=Q(paused_at=None) | Q(paused_at__gte=F("pauses_at"))
            ),
            models.CheckConstraint(
                name="nudge_ended_by_when_ended", condition=Q(ended_by=None) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Nudge {self.pk}"
