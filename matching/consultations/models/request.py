"""A request, and its moves. Rows of moves only grow; the keys that Django cannot say are in the migration:

a move is in the table of allowed ones, begins where the last one ended, and the request says what its last move says.
"""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, When

from matching.consultations.enums import (
    NEW,
    OPEN,
    ClockKind,
    ContactWay,
    DayPart,
    RequestState,
    Side,
)
from matching.consultations.models.asker import Asker
from matching.search.models import Intake
from providers.directory.models import PracticeLocation, Provider

SEATS = 5  # open requests of one person


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self) -> "RequestQuerySet":
        return self.filter(open_seat__isnull=False)


class Request(models.Model):
    """`open_seat` is one of five chairs: NULL exactly when the request is not open. Written by services alone."""

    reference = models.CharField(max_length=9, unique=True, help_text="For the phone. It opens nothing.")
    asker = models.ForeignKey(Asker, models.PROTECT, null=True, blank=True, related_name="requests")
    intake = models.ForeignKey(Intake, models.SET_NULL, null=True, blank=True, related_name="requests")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="requests")
    place = models.ForeignKey(PracticeLocation, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=13, choices=RequestState)
    n = models.PositiveIntegerField(help_text="Number of its last move")
    open_seat = models.PositiveSmallIntegerField(null=True, blank=True)
    way = models.CharField(max_length=5, choices=ContactWay)
    any_time = models.BooleanField(default=False)
    book_for_me = models.BooleanField(default=False)
    names_clinic = models.BooleanField(default=False, help_text="Mails may name the clinic")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when the clinic owes an answer")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The first answer by a person of the clinic")
    ended_at = models.DateTimeField(null=True, blank=True)
    capacity_week = models.DateField(null=True, blank=True, help_text="The Monday of the week whose place it took")

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="request_inbox", fields=["provider", "due_at"], condition=Q(open_seat__isnull=False)),
            models.Index(name="request_by_sending", fields=["provider", "-sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(name="request_way_known", condition=Q(way__in=ContactWay.values)),
            models.CheckConstraint(
                name="request_seat_while_open",
                condition=Q(state__in=OPEN, open_seat__isnull=False, asker__isnull=False, ended_at=None)
                | (~Q(state__in=OPEN) & Q(open_seat=None, ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_five_seats", condition=Q(open_seat=None) | Q(open_seat__range=(1, SEATS))
            ),
            models.UniqueConstraint(
                name="request_one_open_a_provider",
                fields=["asker", "provider"],
                condition=Q(open_seat__isnull=False),
            ),
            models.UniqueConstraint(name="request_five_open", fields=["asker", "open_seat"]),
        ]

    def __str__(self) -> str:
        return f"Request {self.reference}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Move(models.Model):
    """One change of a request. `who` is a member of the clinic's team or of the staff; a patient is never named here.

    Deleted with its request by the database, which a trigger tells from any other deletion.
    """

    pk = models.CompositePrimaryKey("request_id", "n")
    request = models.ForeignKey(Request, models.DO_NOTHING, related_name="moves", db_constraint=False, db_index=False)
    n = models.PositiveIntegerField()
    from_state = models.CharField(max_length=13)
    to_state = models.CharField(max_length=13)
    by = models.CharField(max_length=7, choices=Side)
    who = models.PositiveBigIntegerField(null=True, blank=True, help_text="The user's number")
    second = models.PositiveBigIntegerField(null=True, blank=True, help_text="Where two people decide")
    at = models.DateTimeField()
    reason = models.CharField(max_length=12, blank=True)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)
    prev_n = models.GeneratedField(
        expression=Case(When(n__gt=1, then=F("n") - 1)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="move_leads_to", fields=["request", "n", "to_state"]),
            models.CheckConstraint(
                name="move_first_is_new", condition=Q(n=1, from_state=NEW) | (Q(n__gt=1) & ~Q(from_state=NEW))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"


class PreferredTime(models.Model):
    """When the patient can go: a day with a part of it, or with a time by the clinic's clock."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="preferred")
    seat = models.PositiveSmallIntegerField()
    day = models.DateField()
    part = models.CharField(max_length=9, choices=DayPart, blank=True)
    at = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(name="preferred_seat_once", fields=["request", "seat"]),
            models.CheckConstraint(name="preferred_three", condition=Q(seat__range=(1, 3))),
            models.CheckConstraint(
                name="preferred_part_or_time",
                condition=Q(part__in=DayPart.values, at=None) | Q(part="", at__isnull=False),
            ),
        ]


class RequestClockQuerySet(models.QuerySet["RequestClock"]):
    def due(self, *, on: datetime) -> "RequestClockQuerySet":
        return self.filter(done_at=None, due_at__lte=on).order_by("due_at", "pk")


class RequestClock(models.Model):
    """Something that time does to a request. `n`: the move that set it; each rings once."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=ClockKind)
    n = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = RequestClockQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="request_clock_due", fields=["due_at"], condition=Q(done_at=None))]
        constraints = [
            models.UniqueConstraint(name="request_clock_once", fields=["request", "kind", "n"]),
            models.CheckConstraint(name="request_clock_kind_known", condition=Q(kind__in=ClockKind.values)),
        ]
