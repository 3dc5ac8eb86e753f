"""A team, who is in it, and for which providers it works. Rows end; they are not deleted: threads name who wrote."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.directory.models import Provider
from providers.teams.enums import HELD, Role

NAME_MAX = 80


class Team(models.Model):
    name = models.CharField(max_length=NAME_MAX, help_text="Of the clinic, for its own people. Patients never see it")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="team_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"Team {self.pk}"


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> "MemberQuerySet":
        return self.filter(ended_at=None)


class Member(models.Model):
    """A person of the clinic. Their name stands beside what they do."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=7, choices=[(role.value, role.label) for role in HELD])
    name = models.CharField(max_length=NAME_MAX)
    gets_mail = models.BooleanField(default=True, help_text="When a request comes or waits")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="member_role_held", condition=Q(role__in=[role.value for role in HELD])),
            models.CheckConstraint(name="member_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="member_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("since"))
            ),
            models.UniqueConstraint(name="member_once", fields=["team", "user"], condition=Q(ended_at=None)),
            models.UniqueConstraint(
                name="team_one_owner", fields=["team"], condition=Q(ended_at=None, role=Role.OWNER.value)
            ),
        ]

    def __str__(self) -> str:
        return f"Member {self.pk}"


class TeamProviderQuerySet(models.QuerySet["TeamProvider"]):
    def in_force(self) -> "TeamProviderQuerySet":
        """Agreed to by whose profile it is now: who takes over a profile is not bound by who had it before."""
        return self.filter(ended_at=None, agreed_by=F("provider__user"))


class TeamProvider(models.Model):
    """A provider lets a team work for them. In one team at a time."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="providers")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="teams")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TeamProviderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="provider_in_one_team", fields=["provider"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="team_provider_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"Provider {self.provider_id} of team {self.team_id}"
