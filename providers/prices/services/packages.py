"""Packages of a place, all at once: what is not in the new list is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Offering, PracticeLocation
from providers.prices.models import Package
from providers.prices.services.confirming import note_prices
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPackage:
    offering_id: int
    sessions: int
    price: int


@transaction.atomic
def save_packages(
    *, provider_id: int, location_id: int, wanted: Iterable[WantedPackage], by: User, now: datetime
) -> None:
    """UserFacingError when a line is not offered any more, or is dearer than its sessions one by one: nothing is saved
    then."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.OFFER)
    location = PracticeLocation.objects.select_for_update(of=("self",)).get(pk=location_id, provider=provider)
    lines = {line.pk: line for line in Offering.objects.filter(location=location, is_active=True)}
    kept: list[int] = []
    for package in wanted:
        line = lines.get(package.offering_id)
        if line is None:
            raise UserFacingError(_("The list of treatments has changed. Look at it again."))
        if package.price >= package.sessions * line.price_per_session:
            raise UserFacingError(_("A package has to cost less than its sessions one by one."))
        row, _made = Package.objects.update_or_create(
            offering=line, sessions=package.sessions, defaults={"price": package.price}
        )
        kept.append(row.pk)
    Package.objects.filter(offering__location=location).exclude(pk__in=kept).delete()
    note_prices([location], by=by, now=now)
    note(provider, Did.PRICES, by=by, place=location, now=now)
