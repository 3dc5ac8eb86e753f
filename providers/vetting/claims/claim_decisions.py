"""Who a record belongs to, once staff have seen who the person is."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider, Statement
from providers.directory.specialties import known
from providers.screening.enums import Fact
from providers.screening.models import NpiClaim, ProposedChange
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.cases.working_case import open_case_for_change
from providers.vetting.changes.rows import ask_who_they_are, end_change
from providers.vetting.claims.ownership import was_approved
from providers.vetting.documents.storing import delete_identity_documents
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_provider

HEARD_FOR: Final = timedelta(days=3)  # a holder has it to answer, before the record goes to somebody else


@transaction.atomic
def propose_handover(*, claim_id: int, by: User, now: datetime) -> NpiClaim:
    """The first of two people: this record, which somebody unproven holds, belongs to who claims it. The holder is
    told, and has HEARD_FOR to answer. Nothing else changes yet.

    UserFacingError when nobody holds it, the holder has proven who they are, or it was proposed already.
    """
    claim = _lock_open_claim(claim_id, by)
    provider = claim.provider
    if provider.user_id is None:
        raise UserFacingError(_("Nobody holds this record. Give it to them."))
    if _is_proven(provider):
        raise UserFacingError(_("The holder has proven who they are. Refuse the claim, or settle it with both."))
    if claim.handover_at:
        raise UserFacingError(_("This was proposed already. A colleague decides."))
    claim.handover_by, claim.handover_at = by, now
    claim.save(update_fields=["handover_by", "handover_at"])
    write_audit(actor=by, verb="npi_claim.propose", about=f"providers.npiclaim {claim.pk}", now=now)
    tell_provider(provider_id=provider.pk, event="contested")
    return claim


@transaction.atomic
def give_record(*, claim_id: int, by: User, now: datetime) -> NpiClaim:
    """Tie the record to who claims it. They stay unproven until the identity check of a case has passed.

    The person is locked first, as in claim_npi: two records that are given to one person come one by one.

    UserFacingError when the claim is not open, or when somebody holds the record and may keep it (_require_handover).
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(npi_claims=claim_id)
    claim = _lock_open_claim(claim_id, by)
    provider = claim.provider
    if Provider.objects.filter(user=claim.user_id).exists():
        raise UserFacingError(_("This person holds another record already."))
    if provider.user_id is not None:
        _require_handover(claim, by, now)
        tell_provider(provider_id=provider.pk, event="taken")
        _take_from_holder(provider, by, now)
    if claim.profession and not was_approved(provider.pk):
        provider.profession = claim.profession
        provider.specialty = known(provider.profession, provider.specialty)
    provider.user_id = claim.user_id
    provider.save(update_fields=["user", "profession", "specialty", "updated_at"])
    claim.given_by = by
    claim.save(update_fields=["given_by"])
    if was_approved(provider.pk):
        ask_who_they_are(provider=provider, owner=claim.user, by=by, now=now)
    else:
        open_case_for_change(provider_id=provider.pk, what=Fact.IDENTITY, by=by, now=now)
    tell_provider(provider_id=provider.pk, event="given")
    write_audit(actor=by, verb="npi_claim.give", about=f"providers.npiclaim {claim.pk}", now=now)
    return claim


def _is_proven(provider: Provider) -> bool:
    """Whether staff have seen who the holder is. Without any claim of theirs they were put there by staff."""
    mine = NpiClaim.objects.filter(provider=provider, user=provider.user_id)
    return not mine.exists() or mine.filter(confirmed_at__isnull=False).exists()


def _require_handover(claim: NpiClaim, by: User, now: datetime) -> None:
    if _is_proven(claim.provider) or claim.handover_at is None:
        raise UserFacingError(_("Somebody holds this record. Propose to give it away, and ask both for proof."))
    if claim.handover_by_id == by.pk:
        raise UserFacingError(_("You proposed this. Another person has to decide."))
    if now < claim.handover_at + HEARD_FOR:
        raise UserFacingError(_("The holder was told, and has 3 days to answer. Decide after that."))


def _take_from_holder(provider: Provider, by: User, now: datetime) -> None:
    """What the one before said about themselves is not the next one's: their claim, papers, checks and open wishes."""
    NpiClaim.objects.open().filter(provider=provider, user=provider.user_id).update(refused_at=now, decided_by=by)
    Statement.objects.filter(provider=provider).delete()
    provider.supervisions.all().delete()
    for change in ProposedChange.objects.open().filter(provider=provider):
        end_change(change=change, by=by, now=now)
    for case in provider.screening_cases.whole().open():
        delete_identity_documents(case_id=case.pk, now=now)
        case.checks.all().delete()


@transaction.atomic
def refuse_claim(*, claim_id: int, by: User, now: datetime) -> NpiClaim:
    claim = _lock_open_claim(claim_id, by)
    claim.refused_at, claim.decided_by = now, by
    claim.save(update_fields=["refused_at", "decided_by"])
    write_audit(actor=by, verb="npi_claim.refuse", about=f"providers.npiclaim {claim.pk}", now=now)
    return claim


def _lock_open_claim(claim_id: int, by: User) -> NpiClaim:
    provider = lock_provider(NpiClaim.objects.values_list("provider", flat=True).get(pk=claim_id))
    claim = NpiClaim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    claim.provider = provider
    require_not_own(provider=provider, by=by)
    if claim.confirmed_at or claim.refused_at:
        raise UserFacingError(_("This was decided already."))
    return claim
