"""The facts of a course: how many sessions and when, how long it is said to last, what it is said to cost."""

from django.db import models
from django.db.models import F, Q

from treatments.enums import EffectKind
from treatments.models.claim import Claim


class SessionPlan(models.Model):
    """How many sessions a course has and how far apart. Gaps in days."""

    slug = models.SlugField(max_length=40, unique=True)
    sessions_min = models.PositiveSmallIntegerField()
    sessions_max = models.PositiveSmallIntegerField()
    first_phase_sessions = models.PositiveSmallIntegerField()
    first_phase_gap_days = models.PositiveSmallIntegerField()
    later_gap_days = models.PositiveSmallIntegerField()
    rest_days = models.PositiveSmallIntegerField(help_text="Least wait before another course")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="session_plan_counts_in_order",
                condition=Q(sessions_min__gte=1)
                & Q(sessions_max__gte=F("sessions_min"))
                & Q(first_phase_sessions__range=(1, F("sessions_max"))),
            ),
            models.CheckConstraint(
                name="session_plan_gaps_positive",
                condition=Q(first_phase_gap_days__gte=1)
                & Q(later_gap_days__gte=F("first_phase_gap_days"))
                & Q(rest_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class EffectDuration(models.Model):
    """How long people say the effect lasts, in months."""

    slug = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=EffectKind)
    months_min = models.PositiveSmallIntegerField(null=True, blank=True)
    months_max = models.PositiveSmallIntegerField(null=True, blank=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="effect_kind_known", condition=Q(kind__in=EffectKind.values)),
            models.CheckConstraint(
                name="effect_months_in_order",
                condition=Q(months_min__isnull=True, months_max__isnull=True)
                # "not null" said aloud: a comparison with NULL is unknown, and a check lets the unknown pass
                | Q(months_max__isnull=False, months_min__gte=1, months_max__gte=F("months_min")),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CostGuide(models.Model):
    """The usual price of one session for one area, whole US dollars."""

    slug = models.SlugField(max_length=40, unique=True)
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    as_of_year = models.PositiveSmallIntegerField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="cost_guide_in_order", condition=Q(low__gte=1) & Q(high__gt=F("low"))),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: ${self.low} to ${self.high} ({self.as_of_year})"
