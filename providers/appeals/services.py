"""A provider asks, somebody who did not decide answers, and a yes is a new look."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.appeals.models import Appeal, AppealKind, AppealOutcome
from providers.screening.enums import CaseKind, CaseStatus
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import look_again
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.cases.working_case import open_case_of
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_provider

MAY_APPEAL_FOR: Final = timedelta(days=30)  # after the decision
ANSWERED_IN: Final = {AppealKind.APPEAL: timedelta(days=30), AppealKind.CORRECTION: timedelta(days=14)}


def appealable(provider_id: int, *, now: datetime) -> ScreeningCase | None:
    """The newest "no" of the last 30 days that nobody appealed and that still stands: of all of somebody, no later look
    at all of them was decided. What became of a change beside it takes nothing from it."""
    decided = ScreeningCase.objects.filter(provider=provider_id, decided_at__isnull=False).order_by("-decided_at")
    last_whole = decided.whole().first()
    recent = decided.filter(status=CaseStatus.TURNED_DOWN, decided_at__gte=now - MAY_APPEAL_FOR)
    open_to_it = recent.exclude(appeals__kind=AppealKind.APPEAL)
    return next((case for case in open_to_it if case.kind == CaseKind.CHANGE or case == last_whole), None)


@transaction.atomic
def send_appeal(*, provider_id: int, kind: AppealKind, words: str, by: User, now: datetime) -> Appeal:
    """UserFacingError where there is nothing to appeal, one waits already, or no words are given."""
    provider = lock_provider(provider_id)
    if not words.strip():
        raise UserFacingError(_("Say what is wrong."))
    if Appeal.objects.open().filter(provider=provider, kind=kind).exists():
        raise UserFacingError(_("You have sent this already. We answer it first."))
    case = appealable(provider_id, now=now)
    if kind == AppealKind.APPEAL and case is None:
        raise UserFacingError(_("There is no decision of the last 30 days that you can appeal."))
    against = case if kind == AppealKind.APPEAL else None
    return Appeal.objects.create(
        provider=provider,
        kind=kind,
        case=against,
        words=words.strip(),
        sent_by=by,
        sent_at=now,
        due_at=now + ANSWERED_IN[kind],
        decided_by=against.decided_by if against else None,
        first_by=against.first_by if against else None,
    )


@transaction.atomic
def answer_appeal(*, appeal_id: int, grant: bool, words: str, by: User, now: datetime) -> Appeal:
    """UserFacingError for who decided, for one's own, and when somebody was faster. A yes opens a case of the kind that
    was turned down; a change of an approved provider is theirs to make again."""
    lock_provider(Appeal.objects.values_list("provider", flat=True).get(pk=appeal_id))
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("provider").get(pk=appeal_id)
    require_not_own(provider=appeal.provider, by=by)
    if appeal.outcome:
        raise UserFacingError(_("%s answered this already.") % appeal.answered_by)
    if by.pk in {appeal.decided_by_id, appeal.first_by_id}:
        raise UserFacingError(_("You decided this case. Another person answers the appeal."))
    if not words.strip():
        raise UserFacingError(_("Write what the provider reads."))
    appeal.outcome = AppealOutcome.GRANTED if grant else AppealOutcome.REFUSED
    appeal.answer, appeal.answered_by, appeal.answered_at = words.strip(), by, now
    appeal.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    if grant:
        _look_anew(appeal, by=by, now=now)
    tell_provider(provider_id=appeal.provider_id, event="appeal_answered")
    return appeal


def _look_anew(appeal: Appeal, *, by: User, now: datetime) -> None:
    """Where nobody looks already."""
    kind = CaseKind(appeal.case.kind) if appeal.case else CaseKind.ALERT
    if kind == CaseKind.CHANGE or open_case_of(appeal.provider_id):
        return
    look_again(provider_id=appeal.provider_id, kind=kind, words=_("After an appeal."), by=by, now=now)
