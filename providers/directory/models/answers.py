"""How fast a clinic answered lately."""

from django.db import models
from django.db.models import F, Q

from providers.directory.answering import SHOWN_FROM, AnswerTime
from providers.directory.models.provider import Provider


class AnswerRecord(models.Model):
    """As it was measured last, so that a list reads it with its cards. Below ten requests there is none: so few say
    nothing."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="answer_record")
    asked = models.PositiveSmallIntegerField()
    in_time = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Working days, of half; empty: over two")
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_record_from_ten", condition=Q(asked__gte=SHOWN_FROM)),
            models.CheckConstraint(name="answer_record_in_time_of_asked", condition=Q(in_time__lte=F("asked"))),
            models.CheckConstraint(name="answer_record_days_known", condition=Q(days=None) | Q(days__lte=2)),
        ]

    def __str__(self) -> str:
        return f"Answers of provider {self.provider_id}"

    @property
    def told(self) -> AnswerTime:
        return AnswerTime(self.asked, self.in_time, self.days)
