"""What callers told of a clinic's phone, and what the clinic was asked because of it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.calls.enums import CallOutcome
from providers.directory.models import PracticeLocation


class CallReport(models.Model):
    """One tap after a call. One a browser, place and day at the clinic: a second tap takes the place of the first."""

    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="call_reports")
    caller = models.CharField(max_length=64)  # a keyed hash of what the browser's session holds
    day = models.DateField()
    phone = models.CharField(max_length=20)  # that was called: a new number begins anew
    outcome = models.CharField(max_length=6, choices=CallOutcome)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="call_by_caller", fields=["caller"]),
            models.Index(name="call_by_time", fields=["at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="call_once_a_day", fields=["location", "caller", "day"]),
            models.CheckConstraint(name="call_outcome_known", condition=Q(outcome__in=CallOutcome.values)),
            models.CheckConstraint(name="call_caller_is_a_hash", condition=Q(caller__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="call_to_a_phone", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return f"Call to place {self.location_id} on {self.day}"


class PhoneQuestionQuerySet(models.QuerySet["PhoneQuestion"]):
    def open(self) -> "PhoneQuestionQuerySet":
        """Still to be answered. A clinic that has another number since has answered by that."""
        return self.filter(answered_at__isnull=True, phone=F("location__phone"), location__is_active=True)


class PhoneQuestion(models.Model):
    """Several callers reached nobody, so the clinic is asked if its number is right.

    `opening_at`, `second_opening_at`: the openings that were taken off meanwhile, and come back with the answer. Nobody
    could book them.
    """

    location = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="phone_questions")
    phone = models.CharField(max_length=20)
    opening_at = models.DateTimeField(null=True, blank=True)
    second_opening_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="answered_phone_questions"
    )

    objects = PhoneQuestionQuerySet.as_manager()
    if TYPE_CHECKING:
        location_id: int

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="phone_question_open_once", fields=["location"], condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(name="phone_question_of_a_phone", condition=~Q(phone="")),
            models.CheckConstraint(
                name="phone_question_answered_after",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
            ),
            # Without a person: the clinic had another number by then.
            models.CheckConstraint(
                name="phone_question_answer_is_whole",
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Is the phone of place {self.location_id} right?"
