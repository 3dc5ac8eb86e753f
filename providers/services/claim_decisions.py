"""Who a record belongs to, once staff have seen who the person is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.enums import Fact
from providers.models import NpiClaim, Provider
from providers.services.case_moves import facts_changed
from providers.services.locks import locked_provider
from providers.services.own_cases import not_own


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


@transaction.atomic
def give_record(*, claim_id: int, by: User, now: datetime) -> NpiClaim:
    """Tie the record to who claims it. They stay unproven until the identity check of a case has passed.

    The person is locked first, as in claim_npi: two records that are given to one person come one by one.

    UserFacingError when the claim is not open, or somebody else holds the record: that is for a person to sort out with
    both, and never a press of a button.
    """
    User.objects.select_for_update(no_key=True).get(npi_claims=claim_id)
    claim = _open_claim(claim_id, by)
    provider = claim.provider
    if provider.user_id is not None:
        raise UserFacingError(_("Somebody holds this record. Write to both, and ask for proof."))
    if Provider.objects.filter(user=claim.user_id).exists():
        raise UserFacingError(_("This person holds another record already."))
    provider.user_id = claim.user_id
    provider.save(update_fields=["user", "updated_at"])
    facts_changed(provider_id=provider.pk, what=Fact.IDENTITY, by=by, now=now)
    write_audit(actor=by, verb="npi_claim.give", about=f"providers.npiclaim {claim.pk}", now=now)
    return claim


@transaction.atomic
def refuse_claim(*, claim_id: int, by: User, now: datetime) -> NpiClaim:
    claim = _open_claim(claim_id, by)
    claim.refused_at, claim.decided_by = now, by
    claim.save(update_fields=["refused_at", "decided_by"])
    write_audit(actor=by, verb="npi_claim.refuse", about=f"providers.npiclaim {claim.pk}", now=now)
    return claim


def _open_claim(claim_id: int, by: User) -> NpiClaim:
    provider = locked_provider(NpiClaim.objects.values_list("provider", flat=True).get(pk=claim_id))
    claim = NpiClaim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    claim.provider = provider
    not_own(provider=provider, by=by)
    if claim.confirmed_at or claim.refused_at:
        raise UserFacingError(_("This was decided already."))
    return claim
