"""What waited for a decision is carried out with it, in its transaction, or dropped."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.directory.former_names import keep_name
from providers.directory.models import Offering, PracticeLocation, Provider, Statement
from providers.directory.offered import is_noted
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, Fact
from providers.screening.models import ProposedChange, ScreeningCase
from providers.vetting.claims.claim_decisions import confirm_owner
from providers.vetting.documents.storing import delete_identity_documents
from providers.vetting.notices.provider_mails import tell_provider


def apply_changes(*, provider_id: int, now: datetime) -> None:
    """Make the provider what they asked to be. Call it before an approval is judged, in the same transaction: a new
    place or treatment may need more checks, and if they are missing all of it is undone.
    """
    for change in ProposedChange.objects.open().select_for_update().filter(provider=provider_id):
        _apply(change, now)
        change.applied_at = now
        change.save(update_fields=["applied_at", "updated_at"])


def _apply(change: ProposedChange, now: datetime) -> None:
    mine = {"provider": change.provider_id}
    if change.fact == Fact.NAME:
        keep_name(Provider.objects.get(pk=change.provider_id), change.values, on=now.date())
        Provider.objects.filter(pk=change.provider_id).update(**change.values)
    elif change.fact == Fact.PLACE:
        wanted = {name: value for name, value in change.values.items() if name != "location"}
        PracticeLocation.objects.filter(pk=change.values["location"], **mine).update(is_active=True, **wanted)
    elif change.fact == Fact.BOARD:
        Provider.objects.filter(pk=change.provider_id).update(**change.values)
    elif change.fact == Fact.PRODUCTS:
        waiting = Offering.objects.filter(pk__in=change.values["offerings"], location__provider=change.provider_id)
        waiting.update(is_active=True)
    # A license's new end date is a lead: what the board says is recorded with the check.


def _name_product(case: ScreeningCase) -> None:
    """What the desk looked at becomes what patients read. Newer words of the provider wait for the next look."""
    said = Statement.objects.filter(provider=case.provider_id).first()
    looked_at = case.checks.filter(kind=CheckKind.PRODUCTS, result=CheckResult.PASS).exists()
    if looked_at and said and said.names_product:
        Offering.objects.filter(is_noted(), location__provider=case.provider_id).update(
            product=said.products.strip()[:200],
            product_maker=said.products_maker.strip(),
            product_source=said.products_source.strip(),
            product_bought_from=said.products_bought_from,
        )


def finish_decision(*, case: ScreeningCase, by: User, now: datetime) -> None:
    """Pictures of ID cards go, the owner is proven or what they proposed is dropped, and they are told by mail."""
    delete_identity_documents(case_id=case.pk, now=now)
    if case.status == CaseStatus.APPROVED:
        _name_product(case)
        if case.checks.filter(kind=CheckKind.IDENTITY, result=CheckResult.PASS).exists():
            confirm_owner(provider_id=case.provider_id, by=by, now=now)
        tell_provider(provider_id=case.provider_id, event="approved")
    else:
        ProposedChange.objects.open().filter(provider=case.provider_id).update(dropped_at=now)
        tell_provider(provider_id=case.provider_id, event="turned_down")
