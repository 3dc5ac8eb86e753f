"""Who may act for this provider: the one question, asked by the portal, by requests, by reviews and inside services.

The provider themself may do everything. A member of a team may do what their role may (`rules/deeds.py`), for each
provider who agreed to that team. There is no other way in.
"""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.teams.enums import Role
from providers.teams.models import Member, TeamProvider
from providers.teams.rules.deeds import Deed, may, roles_that_may


class NotYours(UserFacingError):
    """This person may not do this for this provider. Their pages do not offer it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("You may not do this for this profile. Ask the owner of your team."))


def seats_of(user_id: int) -> QuerySet[TeamProvider]:
    """Each provider whom a team of theirs keeps."""
    return TeamProvider.objects.in_force().filter(
        team__members__user=user_id, team__members__ended_at=None
    )  # one filter: both of the same member


def roles_of(user_id: int, provider_ids: Collection[int] | None = None) -> Mapping[int, str]:
    """Provider id -> the role in which this person acts for them. One query for all whom they act for, and one for
    their own."""
    seats, mine = seats_of(user_id), Provider.objects.filter(user=user_id)
    if provider_ids is not None:
        seats, mine = seats.filter(provider__in=provider_ids), mine.filter(pk__in=provider_ids)
    roles = dict(seats.values_list("provider", "team__members__role"))
    return roles | dict.fromkeys(mine.values_list("pk", flat=True), Role.SELF.value)


def role_of(user_id: int, provider_id: int) -> str:
    """ "" for a stranger."""
    return roles_of(user_id, [provider_id]).get(provider_id, "")


def is_allowed(user_id: int, provider: Provider, deed: Deed) -> bool:
    """Without a query for the provider themself: most clinics are one person."""
    return user_id == provider.user_id or may(role_of(user_id, provider.pk), deed)


def require_may(provider: Provider, by: User, deed: Deed) -> None:
    """In services, with the provider's row locked. NotYours for everybody else."""
    if not is_allowed(by.pk, provider, deed):
        raise NotYours


def require_no_team(provider: Provider, by: User | None) -> None:
    """Papers and attestations, which staff and our own clocks may touch as well. NotYours for members of a team."""
    if by is not None and by.pk != provider.user_id and role_of(by.pk, provider.pk):
        raise NotYours


def providers_for(user_id: int, deed: Deed) -> QuerySet[Provider]:
    """All for whom this person may do this. For conditions of other queries."""
    members = Member.objects.present().filter(user=user_id, role__in=roles_that_may(deed))
    seats = TeamProvider.objects.in_force().filter(team__in=members.values("team"))
    return Provider.objects.filter(Q(user=user_id) | Q(pk__in=seats.values("provider")))


def people_of(provider: Provider) -> QuerySet[User]:
    """Everybody who acts for this provider now, the provider themself too."""
    seats = TeamProvider.objects.in_force().filter(provider=provider)
    members = Member.objects.present().filter(team__in=seats.values("team"))
    return User.objects.filter(Q(pk=provider.user_id) | Q(pk__in=members.values("user")))
