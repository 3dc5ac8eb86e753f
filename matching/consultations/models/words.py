"""What was written, and what of their health a person let one clinic read. All of it is encrypted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from caarisma.common.fields import EncryptedJSONField
from matching.consultations.enums import Side
from matching.consultations.models.request import Request


class RequestWords(models.Model):
    """Deleted 30 days after the end, and not for the clinic's eyes as soon as it is over."""

    request = models.OneToOneField(Request, models.CASCADE, related_name="words")
    first_name = models.CharField(max_length=60, blank=True)
    phone = EncryptedJSONField(null=True)
    about = models.JSONField(default=dict, help_text="Areas and concerns, by slug")
    note = EncryptedJSONField(null=True)
    none_fit = EncryptedJSONField(null=True, help_text="New wishes, when none of the offered times fitted")


class SharedFact(models.Model):
    """One ticked health answer, for this clinic alone: the very words that were shown beside the tick."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="facts")
    code_key = models.CharField(max_length=64, editable=False, help_text="Keyed hash: the code itself is nowhere")
    sentence = EncryptedJSONField()
    ticked_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    first_read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="fact_once_a_request", fields=["request", "code_key"])]


class Message(models.Model):
    """Text alone. People write about their health whatever one asks of them, so each is kept as if they did."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="messages")
    n = models.PositiveIntegerField()
    side = models.CharField(max_length=7, choices=Side)
    by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    body = EncryptedJSONField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="message_number_once", fields=["request", "n"]),
            models.CheckConstraint(name="message_by_two_sides", condition=Q(side__in=(Side.PATIENT, Side.CLINIC))),
        ]
