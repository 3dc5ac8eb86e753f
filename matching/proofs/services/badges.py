"""A clinic takes its badge."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from matching.proofs.models import Badge
from providers.directory.models import PracticeLocation
from providers.teams.acting import require_may
from providers.teams.rules.deeds import Deed
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


@transaction.atomic
def make_badge(*, provider_id: int, location_id: int, by: User, now: datetime) -> Badge:
    """The one that is there, if there is one: it may stand in their pages already."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.SPEAK)
    return Badge.of(PracticeLocation.objects.get(pk=location_id, provider=provider), now=now)
