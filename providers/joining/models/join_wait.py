"""Who waits until somebody has read the rule of a state."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from providers.directory.enums import Profession
from providers.directory.us import STATES


class JoinWaitQuerySet(models.QuerySet["JoinWait"]):
    def waiting(self) -> "JoinWaitQuerySet":
        """Confirmed, and not told yet."""
        return self.filter(confirmed_at__isnull=False, told_at__isnull=True)


class JoinWait(models.Model):
    """One address, one license type, one state. Nobody is told before they pressed the button in our mail; told, or
    not confirmed within days, the row goes (services/waiting.py)."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    email = models.EmailField()
    profession = models.CharField(max_length=4, choices=Profession)
    state = models.CharField(max_length=2, choices=list(STATES.items()))
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = JoinWaitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                name="join_wait_open",
                fields=["state", "profession"],
                condition=Q(confirmed_at__isnull=False, told_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="join_wait_once", fields=["email", "profession", "state"]),
            models.CheckConstraint(name="join_wait_email_in_lower_case", condition=Q(email=Lower(F("email")))),
            models.CheckConstraint(name="join_wait_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(name="join_wait_profession_known", condition=Q(profession__in=Profession.values)),
            models.CheckConstraint(
                name="join_wait_language_known", condition=Q(language__in=list(dict(settings.LANGUAGES)))
            ),
            models.CheckConstraint(
                name="join_wait_told_after_confirmed",
                condition=Q(told_at__isnull=True) | Q(confirmed_at__isnull=False, told_at__gte=F("confirmed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Waits for {self.state}, {self.profession}"
