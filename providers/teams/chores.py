"""What of teams has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.teams.services.forgetting import forget_teams

CHORES: Final = (Chore(name="forget teams", every=HOUR, run=lambda look: forget_teams(now=look.now)),)
