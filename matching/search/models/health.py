"""Health answers: their own table, encrypted, never joined into lists or logs."""

from django.db import models
from django.db.models import Q

from caarisma.common.fields import EncryptedJSONField
from matching.search.models.intake import Intake


class HealthAnswers(models.Model):
    """What a person told us about their health, and that we may keep it. Deleted with the intake, or before.

    `answers` is what matching.search.health.told stores. All of it is locked, also when a doctor was asked: that alone
    would say that something called for one. Who would rather not say has no row.
    """

    intake = models.OneToOneField(Intake, models.CASCADE, related_name="health")
    answers = EncryptedJSONField()
    consented_at = models.DateTimeField()
    consent_version = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "health answers"
        constraints = [
            models.CheckConstraint(name="health_consent_named", condition=~Q(consent_version="")),
        ]
