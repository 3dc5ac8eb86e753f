"""Who did what for a provider: the history that a clinic reads. It only grows, but for what is too old."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from providers.directory.models import PracticeLocation, Provider
from providers.teams.enums import Did, Role


class TeamAct(models.Model):
    """`role` as it was then. The name is looked up: who erases their account takes it along."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="team_acts")
    place = models.ForeignKey(PracticeLocation, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=7, choices=Role)
    did = models.CharField(max_length=8, choices=Did)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="team_act_by_provider", fields=["provider", "-at"])]
        constraints = [
            models.CheckConstraint(name="team_act_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="team_act_known", condition=Q(did__in=Did.values)),
        ]

    def __str__(self) -> str:
        return f"{self.did} {self.pk}"
