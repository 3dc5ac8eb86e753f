"""Offered times and the visit. Wall time and zone are what was agreed; instants are worked out from them and stored.

The database holds that nobody is booked twice: over the provider, so two places of one person count as one.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from matching.consultations.enums import OfferState, Side
from matching.consultations.models.request import Request
from providers.directory.models import PracticeLocation, Provider

SOONEST = timedelta(hours=1)
LATEST = timedelta(days=181)  # 180 of the clinic's days, whatever the hour


def only(name: str) -> Func:
    """[id, id]: equality, for an index that has no other word for it without an extension."""
    return Func(F(name), F(name), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def span() -> Func:
    """[starts, ends): what begins when another ends does not touch it."""
    return Func(F("starts"), F("ends"), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())


class OfferedTime(models.Model):
    """A time that one side offers the other. `moves_visit`: in place of the one that is agreed."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="offers")
    round = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=7, choices=Side)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=40)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    state = models.CharField(max_length=9, choices=OfferState, default=OfferState.OPEN)
    moves_visit = models.BooleanField(default=False)
    offered_at = models.DateTimeField()
    lapses_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "seat"]
        constraints = [
            models.UniqueConstraint(name="offer_seat_once", fields=["request", "round", "seat"]),
            models.UniqueConstraint(
                name="offer_one_taken_a_round", fields=["request", "round"], condition=Q(state=OfferState.TAKEN)
            ),
            models.CheckConstraint(name="offer_three_a_round", condition=Q(seat__range=(1, 3))),
            models.CheckConstraint(name="offer_state_known", condition=Q(state__in=OfferState.values)),
            models.CheckConstraint(name="offer_by_two_sides", condition=Q(by__in=(Side.PATIENT, Side.CLINIC))),
            models.CheckConstraint(name="offer_in_the_future", condition=Q(starts__gte=F("offered_at") + SOONEST)),
            models.CheckConstraint(name="offer_within_half_a_year", condition=Q(starts__lte=F("offered_at") + LATEST)),
            models.CheckConstraint(
                name="offer_lasts_15_to_480_minutes",
                condition=Q(ends__gte=F("starts") + timedelta(minutes=15), ends__lte=F("starts") + timedelta(hours=8)),
            ),
            ExclusionConstraint(
                name="offer_overlaps_none_beside_it",
                expressions=[(only("request"), RangeOperators.OVERLAPS), (span(), RangeOperators.OVERLAPS)],
                condition=Q(state=OfferState.OPEN, moves_visit=False),
            ),
        ]


class Visit(models.Model):
    """The agreed time of a request; moved in place, so that its entry in a calendar is moved too."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="visit")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    place = models.ForeignKey(PracticeLocation, models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=40)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    booked = models.BooleanField(default=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    stamped_at = models.DateTimeField(help_text="When it was last changed: DTSTAMP of its calendar file")

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_ends_later", condition=Q(ends__gt=F("starts"))),
            ExclusionConstraint(
                name="visit_one_at_a_time",
                expressions=[(only("provider"), RangeOperators.OVERLAPS), (span(), RangeOperators.OVERLAPS)],
                condition=Q(booked=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Visit {self.pk}"
