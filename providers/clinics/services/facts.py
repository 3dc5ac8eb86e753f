"""How people pay at a place, park and get in, as the clinic says. Live at once: each is one of a list, so there are no
words to check."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from providers.directory.models import PlaceWays, PracticeLocation
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


@transaction.atomic
def save_facts(
    *,
    provider_id: int,
    location_id: int,
    pay: Sequence[str],
    park: Sequence[str],
    get_in: Sequence[str],
    by: User,
    now: datetime,
) -> PlaceWays:
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.OFFER)
    place = PracticeLocation.objects.get(pk=location_id, provider=provider)
    said = {"pay": sorted(pay), "park": sorted(park), "get_in": sorted(get_in), "said_at": now}
    facts, _made = PlaceWays.objects.update_or_create(place=place, defaults=said)
    note(provider, Did.FACTS, by=by, place=place, now=now)
    return facts
