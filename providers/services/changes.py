"""What waited for a decision is carried out with it, in its transaction, or dropped."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.enums import CaseStatus, CheckKind, CheckResult, Fact
from providers.models import Offering, PracticeLocation, ProposedChange, Provider, ScreeningCase
from providers.services.claim_decisions import confirm_owner
from providers.services.documents import delete_identity_documents
from providers.services.former_names import renamed
from providers.services.provider_mails import tell_provider


def apply_changes(*, provider_id: int, now: datetime) -> None:
    """Make the provider what they asked to be. Call it before an approval is judged, in the same transaction: a new
    place or treatment may need more checks, and if they are missing all of it is undone.
    """
    for change in ProposedChange.objects.open().select_for_update().filter(provider=provider_id):
        _apply(change)
        change.applied_at = now
        change.save(update_fields=["applied_at", "updated_at"])


def _apply(change: ProposedChange) -> None:
    mine = {"provider": change.provider_id}
    if change.fact == Fact.NAME:
        wanted = renamed(Provider.objects.get(pk=change.provider_id), change.values)
        Provider.objects.filter(pk=change.provider_id).update(**wanted)
    elif change.fact == Fact.PLACE:
        wanted = {name: value for name, value in change.values.items() if name != "location"}
        PracticeLocation.objects.filter(pk=change.values["location"], **mine).update(is_active=True, **wanted)
    elif change.fact == Fact.BOARD:
        Provider.objects.filter(pk=change.provider_id).update(**change.values)
    elif change.fact == Fact.PRODUCTS:
        waiting = Offering.objects.filter(pk__in=change.values["offerings"], location__provider=change.provider_id)
        waiting.update(is_active=True)
    # A license's new end date is a lead: what the board says is recorded with the check.


def after_decision(*, case: ScreeningCase, by: User, now: datetime) -> None:
    """Pictures of ID cards go, the owner is proven or what they proposed is dropped, and they are told by mail."""
    delete_identity_documents(case_id=case.pk, now=now)
    if case.status == CaseStatus.APPROVED:
        if case.checks.filter(kind=CheckKind.IDENTITY, result=CheckResult.PASS).exists():
            confirm_owner(provider_id=case.provider_id, by=by, now=now)
        tell_provider(provider_id=case.provider_id, event="approved")
    else:
        ProposedChange.objects.open().filter(provider=case.provider_id).update(dropped_at=now)
        tell_provider(provider_id=case.provider_id, event="turned_down")
