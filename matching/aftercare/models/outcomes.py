"""Counts without people: of answers that were deleted, as they were printed, and how often an event is told at all."""

from django.db import models
from django.db.models import F, Q

from matching.aftercare.rules.figures import PUBLISHED_FROM

ONLY_ONE = Q(pk=1)


class OutcomeTotal(models.Model):
    """What is left of answers after 24 months. One row. `weeks` and `yes`: services/publishing.py, Counts."""

    asked = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    weeks = models.JSONField(default=dict)
    yes = models.JSONField(default=dict)
    made_up = models.BooleanField(default=False, help_text="Of a demonstration")

    class Meta:
        constraints = [
            models.CheckConstraint(name="outcome_total_is_one", condition=ONLY_ONE),
            models.CheckConstraint(name="outcome_total_told_of_asked", condition=Q(told__lte=F("asked"))),
        ]


class OutcomeFigures(models.Model):
    """What the page says, from the day on which it was counted until ten more have answered."""

    counted_at = models.DateTimeField()
    asked = models.PositiveIntegerField()
    told = models.PositiveIntegerField()
    weeks = models.JSONField()
    yes = models.JSONField()
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["-counted_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="outcome_figures_from_50", condition=Q(told__gte=PUBLISHED_FROM)),
            models.CheckConstraint(name="outcome_figures_told_of_asked", condition=Q(told__lte=F("asked"))),
        ]


class BaseRate(models.Model):
    """Events and answers of the last twelve months, for places with so many answers that two events are chance."""

    events = models.PositiveIntegerField()
    answers = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="base_rate_is_one", condition=ONLY_ONE),
            models.CheckConstraint(name="base_rate_events_of_answers", condition=Q(events__lte=F("answers"))),
        ]
