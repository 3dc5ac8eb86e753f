"""A team is begun, people change roles, leave and are taken out. The team's row is the lock of all of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.teams.acting import NotYours
from providers.teams.enums import Did, Role
from providers.teams.models import Member, Team, TeamProvider
from providers.teams.services.acts import note


class GoneMeanwhile(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This has changed meanwhile. Look at it again."))


@transaction.atomic
def begin_team(*, provider_id: int, name: str, by: User, now: datetime) -> Team:
    """By a provider, who is its owner and its first profile. UserFacingError while they are in another."""
    provider = _own_provider(provider_id, by)
    _require_free(provider, now=now)
    team = Team.objects.create(name=name, made_at=now)
    Member.objects.create(team=team, user=by, role=Role.OWNER, name=provider.full_name, since=now)
    TeamProvider.objects.create(team=team, provider=provider, agreed_by=by, since=now)
    _audit("begin team", team, by, now)
    return team


@transaction.atomic
def add_provider(team: Team, *, provider_id: int, by: User, now: datetime) -> None:
    """Their own profile, by themself. The team is locked already."""
    provider = _own_provider(provider_id, by)
    _require_free(provider, now=now)
    TeamProvider.objects.create(team=team, provider=provider, agreed_by=by, since=now)
    note(provider, Did.JOINED, by=by, now=now)


@transaction.atomic
def take_out_provider(*, team_id: int, provider_id: int, by: User, now: datetime) -> None:
    """By the provider themself, or by the owner of the team."""
    team = lock_team(team_id)
    seat = team.providers.filter(provider=provider_id, ended_at=None).select_related("provider").first()
    if seat is None:
        raise GoneMeanwhile
    if seat.provider.user_id != by.pk:
        require_owner(team, by)
    note(seat.provider, Did.LEFT, by=by, now=now)
    seat.ended_at = now
    seat.save(update_fields=["ended_at"])
    _audit("take profile out of team", team, by, now, provider=provider_id)


@transaction.atomic
def change_role(*, team_id: int, member_id: int, role: Role, by: User, now: datetime) -> None:
    """By the owner. Given to somebody else, the ownership leaves the one who gives it a manager."""
    team = lock_team(team_id)
    mine = require_owner(team, by)
    member = _present(team, member_id)
    if member.pk == mine.pk:
        raise UserFacingError(_("Make somebody else the owner first."))
    if role == Role.OWNER:
        mine.role = Role.MANAGER
        mine.save(update_fields=["role"])
    member.role = role
    member.save(update_fields=["role"])
    _audit("change role in team", team, by, now, member=member.pk, role=role.value)


@transaction.atomic
def end_member(*, team_id: int, member_id: int, by: User, now: datetime) -> None:
    """By the owner, or by the member themself. The owner leaves last: then the team is over, and nobody acts for
    another."""
    team = lock_team(team_id)
    member = _present(team, member_id)
    if member.user_id != by.pk:
        require_owner(team, by)
    if member.role == Role.OWNER:
        if team.members.present().exclude(pk=member.pk).exists():
            raise UserFacingError(_("Make somebody else the owner first."))
        team.providers.filter(ended_at=None).update(ended_at=now)
    member.ended_at = now
    member.save(update_fields=["ended_at"])
    _audit("leave team", team, by, now, member=member.pk)


@transaction.atomic
def choose_mail(*, team_id: int, wants: bool, by: User) -> None:
    """Whether a member is written to about requests."""
    mine: Member | None = lock_team(team_id).members.present().filter(user=by).first()
    if mine is None:
        raise GoneMeanwhile
    mine.gets_mail = wants
    mine.save(update_fields=["gets_mail"])


def lock_team(team_id: int) -> Team:
    return Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team_id)


def require_owner(team: Team, by: User) -> Member:
    mine: Member | None = team.members.present().filter(user=by, role=Role.OWNER).first()
    if mine is None:
        raise NotYours
    return mine


def _present(team: Team, member_id: int) -> Member:
    member: Member | None = team.members.present().filter(pk=member_id).first()
    if member is None:
        raise GoneMeanwhile
    return member


def _own_provider(provider_id: int, by: User) -> Provider:
    provider = Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_id)
    if provider.user_id != by.pk:
        raise NotYours
    return provider


def _require_free(provider: Provider, *, now: datetime) -> None:
    """What who had the profile before agreed to, ends here."""
    held = TeamProvider.objects.filter(provider=provider, ended_at=None)
    held.exclude(agreed_by=provider.user_id).update(ended_at=now)
    if held.exists():
        raise UserFacingError(_("Your profile is in a team already. Take it out of that one first."))


def _audit(verb: str, team: Team, by: User, now: datetime, **details: object) -> None:
    write_audit(actor=by, verb=verb, about=f"teams.team {team.pk}", now=now, **details)
