"""A search without the person who asked."""

from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from matching.search.enums import RADIUS_STEPS, MattersMost
from matching.search.models import Intake
from matching.search.models.answers_hold import answers_hold
from matching.snapshots.enums import SlotChoice

KEPT: Final = timedelta(days=30)


class AnonymousSearchQuerySet(models.QuerySet["AnonymousSearch"]):
    def recent(self, *, on: date) -> "AnonymousSearchQuerySet":
        """Of the last 30 days."""
        return self.filter(day__gt=on - KEPT, day__lte=on)

    def unjudged(self, *, on: date) -> "AnonymousSearchQuerySet":
        return self.filter(Q(judged_on=None) | Q(judged_on__lt=on))


class AnonymousSearch(models.Model):
    """What was asked for, by nobody: three digits of the ZIP code with the middle of that area, needs and wishes.

    The key is drawn by lot and says nothing of the order; the day is all that is known of the time. No key of an
    intake, a session or an account is here, by decision: docs/adr/0023.

    `seats`: the list as patients would have read it last night, best first: [place, score, the parts in the order of
    engine.Factor], thousandths of a point.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField()
    zip3 = models.CharField(max_length=3)
    latitude = models.FloatField(help_text="Middle of the area")
    longitude = models.FloatField()
    areas = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    concerns = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    radius_miles = models.PositiveSmallIntegerField()
    max_price = models.PositiveIntegerField(null=True, blank=True, help_text="Rounded up to $25")
    slots = ArrayField(models.CharField(max_length=20, choices=SlotChoice), default=list, blank=True)
    slots_required = models.BooleanField(default=False)
    wishes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    musts = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    matters_most = models.CharField(max_length=10, choices=MattersMost, blank=True, default="")
    judged_on = models.DateField(null=True, blank=True)
    matched = models.PositiveIntegerField(null=True, blank=True, help_text="How many met every need")
    seats = models.JSONField(default=list, blank=True)

    objects = AnonymousSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "anonymous searches"
        indexes = [
            models.Index(name="anonymous_by_day", fields=["day"]),
            models.Index(name="anonymous_by_area", fields=["zip3"]),
            models.Index(name="anonymous_by_place", fields=["latitude", "longitude"]),
        ]
        constraints = [
            models.CheckConstraint(name="anonymous_zip3_has_three_digits", condition=Q(zip3__regex=r"^[0-9]{3}$")),
            models.CheckConstraint(
                name="anonymous_on_earth",
                condition=Q(latitude__range=(-90.0, 90.0)) & Q(longitude__range=(-180.0, 180.0)),
            ),
            models.CheckConstraint(name="anonymous_radius_offered", condition=Q(radius_miles__in=RADIUS_STEPS)),
            models.CheckConstraint(
                name="anonymous_judged_whole",
                condition=Q(judged_on=None, matched=None) | Q(judged_on__isnull=False, matched__isnull=False),
            ),
            *answers_hold("anonymous"),
        ]

    def __str__(self) -> str:
        return f"Search in {self.zip3}"


class CountedIntake(models.Model):
    """That an intake was set aside, so that it is once. Not as which search: nothing leads from here to there. It goes
    with the intake."""

    intake = models.OneToOneField(Intake, models.CASCADE, primary_key=True, related_name="+")
