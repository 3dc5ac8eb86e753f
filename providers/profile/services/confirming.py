"""Every 90 days somebody of the clinic looks at all that we show of it, and says that it is right."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.attestation.models import ConfirmedHow
from providers.attestation.services import keep_confirmation
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


@transaction.atomic
def confirm_places(*, provider_id: int, place_ids: Collection[int], by: User, now: datetime) -> int:
    """Of those of their own places that were named. UserFacingError for none."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.SPEAK)
    held = provider.locations.select_for_update(of=("self",)).filter(pk__in=place_ids, is_active=True)
    places = list(held.order_by("pk"))
    if not places:
        raise UserFacingError(_("Choose at least one place."))
    keep_confirmation(places, how=ConfirmedHow.SAID, by=by, now=now)
    note(provider, Did.ALL_RIGHT, by=by, now=now)
    return len(places)
