""" "Still right": the day on which the prices of a place were last looked at."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from caarisma.accounts.models import User
from providers.directory.models import Offering, PracticeLocation
from providers.prices.models import PriceDate
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


def note_prices(locations: Iterable[PracticeLocation], *, by: User, now: datetime) -> int:
    """Today, by each clinic's calendar. Call it in the transaction that looked at the prices. Returns how many."""
    done = 0
    for location in locations:
        today = now.astimezone(ZoneInfo(location.time_zone)).date()
        told = {"confirmed_on": today, "confirmed_by": by}
        PriceDate.objects.update_or_create(location=location, defaults=told)
        done += 1
    return done


@transaction.atomic
def confirm_prices(*, provider_id: int, by: User, now: datetime) -> int:
    """All places that have a price. UserFacingError while the owner is unproven."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.OFFER)
    priced = Exists(Offering.objects.filter(location=OuterRef("pk"), is_active=True))
    note(provider, Did.PRICES, by=by, now=now)
    return note_prices(provider.locations.filter(priced, is_active=True), by=by, now=now)
