"""Health answers: their own table, encrypted, never joined into lists or logs."""

from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.search.models.intake import Intake


class HealthAnswers(models.Model):
    """What a person told us about their health, for the gate only. Deleted with the intake.

    `answers` is {"version": str, "ticked": [codes]}; the questions come with the health gate. A doctor's word is
    stored as the moment at which the person said so.
    """

    intake = models.OneToOneField(Intake, models.CASCADE, related_name="health")
    answers = EncryptedJSONField()
    consented_at = models.DateTimeField()
    doctor_agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "health answers"
        constraints = [
            models.CheckConstraint(
                name="health_doctor_after_consent",
                condition=Q(doctor_agreed_at__isnull=True) | Q(doctor_agreed_at__gte=F("consented_at")),
            )
        ]
