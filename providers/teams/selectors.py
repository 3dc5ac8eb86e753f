"""What the pages of a team show, and the names beside what its people did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from caarisma.accounts.models import User
from providers.directory.models import PracticeLocation, Provider
from providers.teams.enums import Role
from providers.teams.models import Member, Team, TeamAct, TeamInvitation, TeamProvider
from providers.teams.rules.deeds import Deed, roles_that_may

ACTS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ActLine:
    who: str  # "" for who erased their account since
    act: TeamAct


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    team: Team
    mine: Member | None  # None for a provider who is in it with their profile alone
    own: TeamProvider | None  # the reader's own profile in it
    members: Sequence[Member]
    providers: Sequence[TeamProvider]
    invitations: Sequence[TeamInvitation]
    acts: Sequence[ActLine]
    zone: str  # of the first place that it keeps

    @property
    def is_owner(self) -> bool:
        return self.mine is not None and self.mine.role == Role.OWNER


def teams_of(user: User) -> list[Team]:
    """Those where they are a member or are in with their profile."""
    seats = TeamProvider.objects.in_force().filter(provider__user=user)
    members = Member.objects.present().filter(user=user)
    both = {*members.values_list("team", flat=True), *seats.values_list("team", flat=True)}
    return list(Team.objects.filter(pk__in=both))


def team_page(team: Team, *, by: User, now: datetime) -> TeamPage:
    members = list(team.members.present().select_related("user"))
    providers = list(team.providers.in_force().select_related("provider"))
    mine = next((member for member in members if member.user_id == by.pk), None)
    return TeamPage(
        team=team,
        mine=mine,
        own=next((seat for seat in providers if seat.agreed_by_id == by.pk), None),
        members=members,
        providers=providers,
        invitations=list(team.invitations.open(on=now)),
        acts=_acts(team, [seat.provider for seat in providers]),
        zone=_zone([seat.provider_id for seat in providers]),
    )


def _zone(provider_ids: Collection[int]) -> str:
    zones = PracticeLocation.objects.filter(provider__in=provider_ids, is_active=True).order_by("pk")
    return zones.values_list("time_zone", flat=True).first() or "UTC"


def _acts(team: Team, providers: Sequence[Provider]) -> list[ActLine]:
    """The newest of all its providers. Two queries."""
    acts = list(TeamAct.objects.filter(provider__in=providers).select_related("provider", "place")[:ACTS_SHOWN])
    names = {member.user_id: member.name for member in team.members.order_by("pk")}
    for one in providers:
        if one.user_id is not None:
            names[one.user_id] = one.full_name
    return [ActLine(names.get(act.by_id or 0, ""), act) for act in acts]


def invitations_for(user: User, *, now: datetime) -> list[TeamInvitation]:
    """To an address that this account has proved."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    addresses = [address.lower() for address in proved]
    return list(TeamInvitation.objects.open(on=now).filter(email__in=addresses).select_related("team"))


def names_of(user_ids: Collection[int], provider: Provider) -> Mapping[int, str]:
    """User id -> the name that stands beside what they did for this provider. Also of who left since."""
    if not user_ids:
        return {}
    teams = TeamProvider.objects.filter(provider=provider).values("team")
    members = Member.objects.filter(user__in=user_ids, team__in=teams).order_by("pk")
    names = {member.user_id: f"{member.name}, {member.get_role_display()}" for member in members}
    if provider.user_id is not None and provider.user_id in user_ids:
        names[provider.user_id] = provider.full_name
    return names


def has_team(provider: Provider) -> bool:
    return TeamProvider.objects.in_force().filter(provider=provider).exists()


def readers_of_mail(provider: Provider, deed: Deed = Deed.ANSWER) -> list[User]:
    """Who is written to: the provider first, then those of the team who want mail and may do something about it."""
    seats = TeamProvider.objects.in_force().filter(provider=provider)
    members = Member.objects.present().filter(
        team__in=seats.values("team"), role__in=roles_that_may(deed), gets_mail=True, user__is_active=True
    )
    own = [provider.user] if provider.user is not None and provider.user.is_active else []
    others = [member.user for member in members.select_related("user") if member.user_id != provider.user_id]
    return own + others
