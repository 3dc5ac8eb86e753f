"""Writing down who did what for a provider, in the transaction of what was done."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.directory.models import PracticeLocation, Provider
from providers.teams.acting import role_of
from providers.teams.enums import Did, Role
from providers.teams.models import TeamAct
from providers.teams.selectors import has_team


def note(provider: Provider, did: Did, *, by: User, now: datetime, place: PracticeLocation | None = None) -> None:
    """Only where there is a team: who works alone knows who did it."""
    if not has_team(provider):
        return
    role = role_of(by.pk, provider.pk) or Role.SELF.value
    TeamAct.objects.create(provider=provider, place=place, by=by, role=role, did=did, at=now)
