"""Somebody is asked to join. Only the account of that very address may say yes, so the mail holds no secret."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from providers.teams.enums import InvitationState, InvitedAs
from providers.teams.models.team import NAME_MAX, Team


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def open(self, *, on: datetime) -> "TeamInvitationQuerySet":
        return self.filter(state=InvitationState.OPEN, ends_at__gt=on)


class TeamInvitation(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=NAME_MAX, blank=True, help_text="As who invites them knows them")
    invited_as = models.CharField(max_length=8, choices=InvitedAs)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=InvitationState, default=InvitationState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="team_invitation_by_email", fields=["email"])]
        constraints = [
            models.CheckConstraint(name="team_invitation_email_lower", condition=Q(email=Lower(F("email")))),
            models.CheckConstraint(name="team_invitation_as_known", condition=Q(invited_as__in=InvitedAs.values)),
            models.CheckConstraint(name="team_invitation_state_known", condition=Q(state__in=InvitationState.values)),
            models.CheckConstraint(name="team_invitation_lasts", condition=Q(ends_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="team_invitation_settled_when_not_open",
                condition=Q(state=InvitationState.OPEN, settled_at=None)
                | (~Q(state=InvitationState.OPEN) & Q(settled_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="team_invitation_open_once",
                fields=["team", "email"],
                condition=Q(state=InvitationState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to team {self.team_id}"
