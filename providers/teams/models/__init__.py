from providers.teams.models.act import TeamAct
from providers.teams.models.invitation import TeamInvitation
from providers.teams.models.team import Member, Team, TeamProvider

__all__ = ["Member", "Team", "TeamAct", "TeamInvitation", "TeamProvider"]
