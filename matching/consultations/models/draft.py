"""What somebody is about to ask. It is nobody's request before the press, and no clinic knows of it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.consultations.enums import ContactWay
from matching.search.models import Intake
from providers.directory.models import PracticeLocation

KEPT: Final = timedelta(hours=72)


class RequestDraftQuerySet(models.QuerySet["RequestDraft"]):
    def alive(self, *, on: datetime) -> "RequestDraftQuerySet":
        return self.filter(expires_at__gt=on)


class RequestDraft(models.Model):
    """One a form: of two tabs with two notes, the one whose link is pressed is sent as it was written."""

    session_hash = models.CharField(max_length=64)
    form_key = models.UUIDField(unique=True, help_text="One a form: sending it twice asks once")
    place = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="+")
    intake = models.ForeignKey(Intake, models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.JSONField(default=dict, help_text="Areas and concerns, by slug")
    times = models.JSONField(default=list, help_text="Up to three: a day with a part of it, or with a time")
    any_time = models.BooleanField(default=False)
    book_for_me = models.BooleanField(default=False)
    way = models.CharField(max_length=5, choices=ContactWay)
    first_name = models.CharField(max_length=60, blank=True)
    email = EncryptedJSONField(null=True)
    phone = EncryptedJSONField(null=True)
    note = EncryptedJSONField(null=True)
    shared = EncryptedJSONField(null=True, help_text="What was ticked: code and the sentence that was shown")
    names_clinic = models.BooleanField(default=False, help_text="Mails may name the clinic")
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = RequestDraftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="request_draft_by_end", fields=["expires_at"]),
            models.Index(name="request_draft_by_browser", fields=["session_hash", "-made_at"]),
        ]
        constraints = [
            models.CheckConstraint(name="request_draft_way_known", condition=Q(way__in=ContactWay.values)),
            models.CheckConstraint(name="request_draft_kept_72_hours", condition=Q(expires_at=F("made_at") + KEPT)),
            models.CheckConstraint(
                name="request_draft_can_be_answered",
                condition=Q(way=ContactWay.EMAIL, email__isnull=False) | Q(way=ContactWay.PHONE, phone__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
