"""Nobody at the desk decides about themselves, nor about whom they work with.

Each step at the desk asks, so the statement for one provider is prepared: the ORM took ten times as long to write it.
"""

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.prepared import Prepared, written
from providers.directory.models import Provider
from providers.screening.models import NpiClaim
from providers.supervision.models import Supervision
from providers.teams.acting import seats_of

USER, PROVIDER = -1, -2  # stand for the two parameters while the ORM writes


def own_providers(by: User) -> QuerySet[Provider]:
    """Whom this person has a stake in: theirs, claimed by them at any time, tied to theirs by
    supervision, or of a team that they are in."""
    return _own_providers(by.pk)


def _own_providers(user_id: int) -> QuerySet[Provider]:
    mine = Provider.objects.filter(user=user_id)
    claimed = NpiClaim.objects.filter(user=user_id).values("provider")
    supervised = Supervision.objects.filter(npi__in=mine.values("npi")).values("provider")
    supervisors = Supervision.objects.filter(provider__user=user_id).exclude(npi="").values("npi")
    seats = seats_of(user_id).values("provider")
    return Provider.objects.filter(
        Q(user=user_id) | Q(pk__in=claimed) | Q(pk__in=supervised) | Q(npi__in=supervisors) | Q(pk__in=seats)
    )


def is_own(*, provider: Provider, by: User) -> bool:
    return bool(OWN.fetch(by.pk, provider.pk))


def _own(user_id: str, provider_id: str) -> str:
    found = _own_providers(USER).filter(pk=PROVIDER).values_list("pk")
    return written(found, {USER: user_id, PROVIDER: provider_id})


OWN: Final = Prepared("own_provider", ("bigint", "bigint"), _own)


def require_not_own(*, provider: Provider, by: User) -> None:
    """UserFacingError where a colleague has to do it."""
    if is_own(provider=provider, by=by):
        raise UserFacingError(_("This case is about you, or about somebody you work with. A colleague has to do it."))
