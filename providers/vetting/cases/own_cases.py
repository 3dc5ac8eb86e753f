"""Nobody at the desk decides about themselves, nor about whom they work with."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.screening.models import NpiClaim
from providers.supervision.models import Supervision
from providers.teams.acting import roles_of


def own_providers(by: User) -> QuerySet[Provider]:
    """Whom this person has a stake in: theirs, claimed by them at any time, tied to theirs by
    supervision, or of a team that they are in."""
    mine = Provider.objects.filter(user=by)
    claimed = NpiClaim.objects.filter(user=by).values("provider")
    supervised = Supervision.objects.filter(npi__in=mine.values("npi")).values("provider")
    supervisors = Supervision.objects.filter(provider__user=by).exclude(npi="").values("npi")
    return Provider.objects.filter(
        Q(user=by) | Q(pk__in=claimed) | Q(pk__in=supervised) | Q(npi__in=supervisors) | Q(pk__in=roles_of(by.pk))
    )


def is_own(*, provider: Provider, by: User) -> bool:
    return own_providers(by).filter(pk=provider.pk).exists()


def require_not_own(*, provider: Provider, by: User) -> None:
    """UserFacingError where a colleague has to do it."""
    if is_own(provider=provider, by=by):
        raise UserFacingError(_("This case is about you, or about somebody you work with. A colleague has to do it."))
