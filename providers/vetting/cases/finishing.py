"""What a decision brings with it, in its transaction."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.attestation.models import ConfirmedHow
from providers.attestation.services import keep_confirmation
from providers.directory.models import Offering, PracticeLocation, Statement
from providers.directory.offered import is_noted
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.vetting.claims.proving import confirm_owner
from providers.vetting.documents.storing import delete_identity_documents
from providers.vetting.notices.provider_mails import tell_provider


def _name_product(case: ScreeningCase) -> None:
    """What the desk looked at becomes what patients read. Newer words of the provider wait for the next look."""
    look = case.checks.filter(kind=CheckKind.PRODUCTS, result=CheckResult.PASS).exclude(product="").first()
    if look is None:
        return
    named = product_of(look)
    Offering.objects.filter(is_noted(), location__provider=case.provider_id).update(**named)


def product_of(look: ScreeningCheck) -> dict[str, str]:
    """Columns of a price line for the product of this look. Who sells it is of no check: it was said with it."""
    said = Statement.objects.filter(provider=look.case.provider_id, products=look.product).first()
    return {
        "product": look.product.strip()[:200],
        "product_maker": look.product_maker.strip(),
        "product_source": look.product_source.strip(),
        "product_bought_from": said.products_bought_from if said else "",
    }


def finish_decision(*, case: ScreeningCase, by: User, now: datetime) -> None:
    """Pictures of ID cards go, the owner is proven where the photo ID was looked at, and they are told by mail."""
    delete_identity_documents(case_id=case.pk, now=now)
    if case.status == CaseStatus.APPROVED:
        _name_product(case)
        held = PracticeLocation.objects.select_for_update(of=("self",)).filter(
            provider=case.provider_id, is_active=True
        )
        keep_confirmation(list(held.order_by("pk")), how=ConfirmedHow.APPROVED, by=by, now=now)
        if case.checks.filter(kind=CheckKind.IDENTITY, result=CheckResult.PASS).exists():
            confirm_owner(provider_id=case.provider_id, by=by, now=now)
        tell_provider(provider_id=case.provider_id, event="approved")
    else:
        tell_provider(provider_id=case.provider_id, event="turned_down")
