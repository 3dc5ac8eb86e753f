"""Asking how somebody is after a visit: their consent, each question, and in a table of its own what they told."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.aftercare.enums import WEEKS
from matching.consultations.models import Asker, Visit


class FollowUpConsentQuerySet(models.QuerySet["FollowUpConsent"]):
    def alive(self) -> "FollowUpConsentQuerySet":
        return self.filter(withdrawn_at=None)


class FollowUpConsent(models.Model):
    """A person may be asked after each of their visits, until they take it back. Given by their own tick alone."""

    asker = models.OneToOneField(Asker, models.CASCADE, primary_key=True, related_name="follow_up_consent")
    given_at = models.DateTimeField()
    version = models.CharField(max_length=20, help_text="Of the words beside the tick")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="follow_up_consent_named", condition=~Q(version="")),
            models.CheckConstraint(
                name="follow_up_consent_ends_later",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self, *, on: datetime) -> "FollowUpQuerySet":
        """Asked, and nothing was said yet."""
        return self.filter(said_at=None, ends_at__gt=on).order_by("-week")


class FollowUp(models.Model):
    """One question, at one of three weeks after a visit. `said_at` without answers: they would rather not say.

    `answer_hash` and `stop_hash` are of the two links in its mail. `place_key`: rules/places.py, when it was asked.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="follow_ups")
    week = models.PositiveSmallIntegerField()
    key = models.UUIDField(unique=True, editable=False, help_text="Of its page, for a browser that pressed its link")
    place_key = models.CharField(max_length=130)
    answer_hash = models.CharField(max_length=64, unique=True, editable=False)
    stop_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Until when it can be answered")
    said_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="follow_up_by_place", fields=["place_key"])]
        constraints = [
            models.UniqueConstraint(name="follow_up_once_a_week", fields=["visit", "week"]),
            models.CheckConstraint(name="follow_up_week_known", condition=Q(week__in=WEEKS)),
            models.CheckConstraint(name="follow_up_ends_later", condition=Q(ends_at__gt=F("asked_at"))),
            models.CheckConstraint(
                name="follow_up_said_in_time",
                condition=Q(said_at=None) | Q(said_at__gte=F("asked_at"), said_at__lt=F("ends_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"


class FollowUpAnswers(models.Model):
    """`answers` is what rules/told.py stores, all of it locked. Who would rather not say has no row."""

    follow_up = models.OneToOneField(FollowUp, models.CASCADE, primary_key=True, related_name="answers")
    answers = EncryptedJSONField()
    consented_at = models.DateTimeField()
    consent_version = models.CharField(max_length=20)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "follow-up answers"
        constraints = [
            models.CheckConstraint(name="follow_up_answers_consent_named", condition=~Q(consent_version="")),
            models.CheckConstraint(
                name="follow_up_answered_after_consent", condition=Q(told_at__gte=F("consented_at"))
            ),
        ]
