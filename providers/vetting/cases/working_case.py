"""The case that what a provider sends belongs to, and telling the desk when something it looked at has changed."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus, Fact
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import open_case, record_fact_change
from providers.vetting.claims.ownership import was_approved


def open_case_of(provider_id: int) -> ScreeningCase | None:
    return ScreeningCase.objects.filter(provider=provider_id, status__in=OPEN_CASES).first()


def open_case_for_change(*, provider_id: int, what: Fact, by: User, now: datetime, words: str = "") -> ScreeningCase:
    """The case that a change of this fact belongs to. Call it in the transaction of the change.

    A draft takes it silently. At the desk, and after an approval, the desk is told. After "turned down" the provider
    begins anew, with a draft.
    """
    case = open_case_of(provider_id)
    if case and case.status == CaseStatus.DRAFT:
        return case
    if case or was_approved(provider_id):
        return record_fact_change(provider_id=provider_id, what=what, words=words, by=by, now=now)
    return open_case(provider_id=provider_id, kind=CaseKind.NEW, by=by, now=now)
