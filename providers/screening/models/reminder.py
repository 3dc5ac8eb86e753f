"""That a provider was told that something of theirs ends."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from providers.screening.models.screening import ScreeningCheck

REMINDER_DAYS = (60, 30, 14, 7, 1, 0)


class Reminder(models.Model):
    """One mail at one step. The constraint makes a second one impossible, whoever runs, and however often."""

    screening_check = models.ForeignKey(ScreeningCheck, models.CASCADE, related_name="reminders")
    good_until = models.DateField()  # a check that was made anew is reminded of anew
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="asked_reminders"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="reminder_once_a_step", fields=["screening_check", "good_until", "days"]),
            models.CheckConstraint(name="reminder_days_known", condition=Q(days__in=REMINDER_DAYS)),
        ]

    def __str__(self) -> str:
        return f"{self.screening_check_id}: {self.days}"
