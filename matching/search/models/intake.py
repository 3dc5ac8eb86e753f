"""What a person asked for."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from caarisma.common.models import TimeStamped
from caarisma.common.typed.addresses import FIVE_DIGITS
from matching.search.enums import RADIUS_STEPS, MattersMost
from matching.search.models.answers_hold import answers_hold
from matching.snapshots.enums import SlotChoice
from treatments.models import Area, Concern

MOST_BROWSERS = 10  # one list in the browsers of one person; see services/owning.py


def new_token() -> str:
    """192 random bits. Of the copy that is shared whoever has the link may read it, so it must not be guessed."""
    return secrets.token_urlsafe(24)


class IntakeQuerySet(models.QuerySet["Intake"]):
    def alive(self, *, on: datetime) -> "IntakeQuerySet":
        """Not yet past the day on which we promised to delete it."""
        return self.filter(expires_at__gt=on)

    def with_latest_change(self) -> "IntakeQuerySet":
        """Saves `latest_change` its query."""
        in_force = IntakeChange.objects.filter(intake=OuterRef("pk"), undone_at__isnull=True).order_by("-pk")
        told = JSONObject(pk="pk", relaxation="relaxation", before="before")
        return self.annotate(change_told=Subquery(in_force.values(told=told)[:1]))


class Intake(TimeStamped):
    """The answers of one person: needs filter, wishes rank. Health answers are kept apart, see HealthAnswers.

    No areas chosen means "not sure yet": any area will do. The same for concerns.

    It is an account's, or the browsers' that made it and that opened its mailed link (caarisma/accounts/browser.py).
    `token` is in the address that only they open; `share_token` in that of the copy which others may read, while the
    owner lets them.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    form_key = models.UUIDField(unique=True, editable=False, help_text="One a form: sending it twice saves once")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="intakes")
    browsers = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    share_token = models.CharField(max_length=43, unique=True, null=True, blank=True, editable=False)
    areas = models.ManyToManyField(Area, related_name="+", blank=True)
    concerns = models.ManyToManyField(Concern, related_name="+", blank=True)
    zip_code = models.CharField(max_length=5)
    latitude = models.FloatField(help_text="Middle of the ZIP code")
    longitude = models.FloatField()
    radius_miles = models.PositiveSmallIntegerField()
    max_price = models.PositiveIntegerField(null=True, blank=True, help_text="Most for one session, whole dollars")
    slots = ArrayField(models.CharField(max_length=20, choices=SlotChoice), default=list, blank=True)
    slots_required = models.BooleanField(default=False)
    wishes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    musts = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    matters_most = models.CharField(max_length=10, choices=MattersMost, blank=True, default="")
    adult_confirmed_at = models.DateTimeField()
    consented_at = models.DateTimeField()
    consent_version = models.CharField(max_length=20)
    expires_at = models.DateTimeField()

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="intake_by_expiry", fields=["expires_at"]),
            GinIndex(name="intake_by_browser", fields=["browsers"]),
        ]
        constraints = [
            models.CheckConstraint(name="intake_has_an_owner", condition=Q(owner__isnull=False) | ~Q(browsers=[])),
            models.CheckConstraint(name="intake_in_few_browsers", condition=Q(browsers__len__lte=MOST_BROWSERS)),
            models.CheckConstraint(
                name="intake_share_token_is_another", condition=Q(share_token__isnull=True) | ~Q(share_token=F("token"))
            ),
            models.CheckConstraint(name="intake_zip_has_five_digits", condition=Q(zip_code__regex=f"^{FIVE_DIGITS}$")),
            models.CheckConstraint(
                name="intake_on_earth",
                condition=Q(latitude__range=(-90.0, 90.0)) & Q(longitude__range=(-180.0, 180.0)),
            ),
            models.CheckConstraint(name="intake_radius_offered", condition=Q(radius_miles__in=RADIUS_STEPS)),
            *answers_hold("intake"),
            models.CheckConstraint(name="intake_expires", condition=Q(expires_at__gt=F("consented_at"))),
        ]

    def __str__(self) -> str:
        return f"Intake {self.pk}"

    @property
    def latest_change(self) -> "IntakeChange | None":
        """The latest change that is still in force: its key and what it says."""
        found: Any = self if hasattr(self, "change_told") else Intake.objects.with_latest_change().get(pk=self.pk)
        told = found.change_told
        return IntakeChange(intake=self, **told) if told else None

    def get_absolute_url(self) -> str:
        return reverse("matching:results", args=[self.token])

    def get_shared_url(self) -> str:
        return reverse("matching:shared", args=[self.share_token])


class IntakeChange(models.Model):
    """What the person changed on the list, and what it was before, so that it can be undone.

    `relaxation` is the one need that was let go of to let somebody in; empty for answers that were given anew.
    """

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="changes")
    relaxation = models.JSONField(
        encoder=DjangoJSONEncoder, default=dict, blank=True, help_text="As matching.engine writes it"
    )
    before = models.JSONField(encoder=DjangoJSONEncoder, help_text="The fields that it replaced")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="change_undone_after_made",
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("made_at")),
            )
        ]
