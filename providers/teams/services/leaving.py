"""Somebody erases their account: no team is left with an owner who is gone, or without one."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from providers.teams.enums import Role
from providers.teams.models import Member, TeamInvitation
from providers.teams.services.team import lock_team


@transaction.atomic
def leave_all_teams(*, user: User, now: datetime) -> None:
    """Who has been a manager longest is the owner then, or who has been a member longest. Else the team is over."""
    TeamInvitation.objects.filter(email=user.email.lower()).delete()
    for team_id in sorted(Member.objects.present().filter(user=user).values_list("team", flat=True)):
        team = lock_team(team_id)
        mine = team.members.present().get(user=user)
        mine.ended_at = now
        mine.save(update_fields=["ended_at"])
        left = team.members.present()
        if not left.exists():
            team.providers.filter(ended_at=None).update(ended_at=now)
        elif mine.role == Role.OWNER:
            following = left.filter(role=Role.MANAGER).first() or left.get(pk=left.values("pk")[:1])
            following.role = Role.OWNER
            following.save(update_fields=["role"])
