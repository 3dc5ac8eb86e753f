"""How many requests a place takes in a week."""

from django.db import models
from django.db.models import F, Q

from providers.directory.models import PracticeLocation


class PlaceCapacity(models.Model):
    """What the clinic says. No row, or no number: as many as come."""

    place = models.OneToOneField(PracticeLocation, models.CASCADE, primary_key=True, related_name="capacity")
    places_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    full_until = models.DateField(null=True, blank=True, help_text="First day on which it takes requests again")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="capacity_plausible", condition=Q(places_a_week=None) | Q(places_a_week__range=(1, 500))
            )
        ]


class CapacityWeek(models.Model):
    """`week` is a Monday by the clinic's calendar. Taken by one statement that never goes above `places`."""

    place = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="+")
    week = models.DateField()
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="capacity_week_once", fields=["place", "week"]),
            models.CheckConstraint(name="capacity_not_above", condition=Q(taken__lte=F("places"))),
            models.CheckConstraint(name="capacity_week_is_a_monday", condition=Q(week__iso_week_day=1)),
        ]
