"""Teams: of some providers, and people in them."""

from datetime import datetime

from providers.directory.models import Provider
from providers.teams.enums import Role
from providers.teams.models import Member, Team, TeamProvider
from tests.factories.providers import make_user


def make_team(*providers: Provider, now: datetime, name: str = "Harbor team") -> Team:
    """Each provider has agreed. Without an owner, until one is made."""
    team = Team.objects.create(name=name, made_at=now)
    for provider in providers:
        TeamProvider.objects.create(team=team, provider=provider, agreed_by=provider.user, since=now)
    return team


def make_member(team: Team, role: Role, *, now: datetime, name: str = "Maria Lopez", **fields: object) -> Member:
    user = fields.pop("user", None) or make_user()
    return Member.objects.create(team=team, user=user, role=role, name=name, since=now, **fields)
