"""Who may act for this provider: the one question, asked by the portal, by requests, by reviews and inside services.

The provider themself may do everything. A member of a team may do what their role may (`rules/deeds.py`), for each
provider who agreed to that team. There is no other way in.

Each page of the portal asks, so the statement is prepared.
"""

from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.prepared import Prepared, written
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
    """Provider id -> the role in which this person acts for them. One query."""
    rows = ROLES.fetch(user_id)
    found = dict(sorted(rows, key=lambda row: row[1] == Role.SELF))  # who they are comes before what a team made them
    return found if provider_ids is None else {pk: found[pk] for pk in provider_ids if pk in found}


def _roles(user_id: str) -> str:
    seats = seats_of(USER).order_by().values_list("provider", "team__members__role")
    mine = Provider.objects.filter(user=USER).order_by().values_list("pk", Value(Role.SELF.value))
    return " UNION ALL ".join(written(rows, {USER: user_id}) for rows in (seats, mine))


USER: Final = -1  # stands for the parameter while the ORM writes
ROLES: Final = Prepared("roles_of_person", ("bigint",), _roles)


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
