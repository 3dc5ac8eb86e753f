"""The end of a claim that staff have seen proof of."""

from datetime import datetime

from django.db import transaction

from caarisma.accounts.models import User
from providers.directory.models import Provider
from providers.screening.models import NpiClaim


@transaction.atomic
def confirm_owner(*, provider_id: int, by: User, now: datetime) -> None:
    """The identity check has passed: the owner's claim is proven, all others on the record are refused."""
    provider = Provider.objects.get(pk=provider_id)
    for claim in NpiClaim.objects.open().select_for_update().filter(provider=provider):
        claim.decided_by = by
        if claim.user_id == provider.user_id:
            claim.confirmed_at = now
        else:
            claim.refused_at = now
        claim.save(update_fields=["confirmed_at", "refused_at", "decided_by"])
