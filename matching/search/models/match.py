"""What the ranking found, as it was found: order, score, its parts and the reasons."""

from django.db import models
from django.db.models import F, Q

from matching.search.models.intake import Intake
from providers.directory.models import PracticeLocation, Provider

# Half the way round. PostgreSQL holds NaN for greater than every number, so a range refuses that too.
ON_EARTH = Q(distance_miles__range=(0.0, 12_500.0))


class Match(models.Model):
    """A provider who met every need of an intake when it was ranked. Shown only after the gate has looked again.

    `score` and the values of `parts` are whole thousandths of a point (0 to 100,000), so that parts sum exactly.
    """

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="matches")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    score = models.PositiveIntegerField()
    parts = models.JSONField(help_text="{factor: thousandths of a point}")
    reasons = models.JSONField(help_text="Typed reasons, as matching.engine writes them")
    drawback = models.JSONField(help_text="The one thing that is good to know")
    distance_miles = models.FloatField()
    session_price = models.PositiveIntegerField()
    course_low = models.PositiveIntegerField()
    course_high = models.PositiveIntegerField()
    fit_met = models.PositiveSmallIntegerField()
    fit_asked = models.PositiveSmallIntegerField()
    weights_version = models.CharField(max_length=20)

    class Meta:
        ordering = ["intake", "position"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(name="match_position_once", fields=["intake", "position"]),
            models.UniqueConstraint(name="match_provider_once", fields=["intake", "provider"]),
            models.CheckConstraint(name="match_position_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="match_score_in_range", condition=Q(score__lte=100_000)),
            models.CheckConstraint(name="match_distance_on_earth", condition=ON_EARTH),
            models.CheckConstraint(name="match_course_in_order", condition=Q(course_high__gte=F("course_low"))),
            models.CheckConstraint(name="match_fit_in_range", condition=Q(fit_met__lte=F("fit_asked"))),
        ]

    def __str__(self) -> str:
        return f"Match {self.position} of intake {self.intake_id}"


class NearMiss(models.Model):
    """A provider who fails exactly one need, with the smallest change that would let them in."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="near_misses")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    score = models.PositiveIntegerField(help_text="Of the search with the change, as that of a match")
    need = models.CharField(max_length=24)
    relaxation = models.JSONField()
    distance_miles = models.FloatField()
    session_price = models.PositiveIntegerField(null=True, help_text="Empty: does not offer all that was asked")

    class Meta:
        ordering = ["intake", "position"]
        verbose_name_plural = "near misses"
        constraints = [
            models.UniqueConstraint(name="near_miss_position_once", fields=["intake", "position"]),
            models.UniqueConstraint(name="near_miss_provider_once", fields=["intake", "provider"]),
            models.CheckConstraint(name="near_miss_position_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="near_miss_score_in_range", condition=Q(score__lte=100_000)),
            models.CheckConstraint(name="near_miss_distance_on_earth", condition=ON_EARTH),
        ]

    def __str__(self) -> str:
        return f"Near miss {self.position} of intake {self.intake_id}"
