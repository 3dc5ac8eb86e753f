"""Block and report. A block hides nobody from the desk, and a report hides nothing by itself: a person looks."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.consultations import mails
from matching.consultations.enums import (
    CloseReason,
    DeclineReason,
    ReportReason,
    ReportState,
    RequestState,
    Side,
)
from matching.consultations.models import AbuseReport, BlockedAsker, Request
from matching.consultations.moves import may_follow
from matching.consultations.rules.texts import clean_text
from matching.consultations.services.ending import close
from matching.consultations.steps.locking import locked_request, of_clinic, of_side
from matching.consultations.steps.making_moves import make_move
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.watching import file_report
from providers.teams.acting import providers_for
from providers.teams.rules.deeds import Deed
from providers.vetting.cases.own_cases import require_not_own


class ReportSettled(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody settled this report already, or it waits for a second person."))


@one_step
def block_asker(*, request_id: int, by: User, now: datetime) -> Request:
    """No request of this person reaches this provider any more. What is open and not agreed is declined with it."""
    request = of_clinic(request_id, by.pk)
    assert request.asker is not None
    BlockedAsker.objects.get_or_create(
        provider=request.provider, asker=request.asker, defaults={"by_user": by, "at": now}
    )
    if RequestState.DECLINED in may_follow(request.state, by=Side.CLINIC):
        make_move(request, RequestState.DECLINED, by=Side.CLINIC, now=now, who=by.pk, reason=DeclineReason.OTHER)
        mails.tell_patient(request, "declined", now=now)
    return request


@transaction.atomic
def unblock_asker(*, request_id: int, by: User) -> None:
    request = of_clinic(request_id, by.pk)
    BlockedAsker.objects.filter(provider=request.provider, asker=request.asker).delete()


def is_blocked(*, request_id: int, by: User) -> bool:
    """Whether this clinic blocked whoever sent the request."""
    return BlockedAsker.objects.filter(
        provider__in=providers_for(by.pk, Deed.ANSWER), provider__requests=request_id, asker__requests=request_id
    ).exists()


@one_step
def report(
    *,
    request_id: int,
    side: Side,
    by: Collection[int],
    reason: ReportReason,
    words: str,
    message_n: int | None = None,
    by_user: User | None = None,
    now: datetime,
) -> AbuseReport:
    """For the desk, within two working days. The same open report twice is one."""
    request = of_side(request_id, side, by)
    mine = {"request": request, "side": side, "message_n": message_n, "reason": reason}
    if same := AbuseReport.objects.filter(**mine, state=ReportState.OPEN).first():
        return same
    return file_report(**mine, words=clean_text(words) or None, by_user=by_user, now=now)


@one_step
def settle_report(*, report_id: int, state: ReportState, words: str, by: User, now: datetime) -> AbuseReport:
    """By staff, once, with a reason for colleagues. A wish to close the request ends with it."""
    found = _locked_report(report_id, by=by)
    found.closing_by = None
    return _settle(found, state, words=words, by=by, now=now)


@one_step
def propose_closing(*, report_id: int, words: str, by: User, now: datetime) -> AbuseReport:
    """The first of two who want the request closed because of this report. The second reads `words`."""
    found = _locked_report(report_id, by=by)
    if found.closing_by_id is not None:
        raise ReportSettled
    found.closing_by, found.verdict = by, words
    found.save(update_fields=["closing_by", "verdict"])
    write_audit(actor=by, verb="report closing proposed", about=f"consultations.report {found.pk}", now=now)
    return found


@one_step
def confirm_closing(*, report_id: int, by: User, now: datetime) -> AbuseReport:
    """The second person: the report is upheld and the request closed, or its visit cancelled, in one step."""
    found = _locked_report(report_id, by=by)
    if found.closing_by is None:
        raise ReportSettled
    close_by_desk(request_id=found.request_id, first=found.closing_by, by=by, now=now)
    return _settle(found, ReportState.UPHELD, words=str(found.verdict or ""), by=by, now=now)


def _locked_report(report_id: int, *, by: User) -> AbuseReport:
    """After its request, in the one order of locks. ReportSettled once it is decided; UserFacingError for who has a
    stake in the clinic."""
    request = locked_request(AbuseReport.objects.values_list("request", flat=True).get(pk=report_id))
    require_not_own(provider=request.provider, by=by)
    found = AbuseReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if found.state != ReportState.OPEN:
        raise ReportSettled
    return found


def _settle(found: AbuseReport, state: ReportState, *, words: str, by: User, now: datetime) -> AbuseReport:
    found.state, found.verdict, found.decided_by, found.decided_at = state, words, by, now
    found.save(update_fields=["state", "verdict", "closing_by", "decided_by", "decided_at"])
    write_audit(actor=by, verb=f"report {state}", about=f"consultations.report {found.pk}", now=now)
    return found


@one_step
def close_by_desk(*, request_id: int, first: User, by: User, now: datetime) -> Request:
    """Moves 15 and 17, by two people of the staff. An agreed visit is cancelled, everything else is closed."""
    if first.pk == by.pk:
        raise UserFacingError(_("A second person has to agree."))
    request = locked_request(request_id)
    if request.state == RequestState.AGREED:
        move = make_move(
            request, RequestState.CANCELLED, by=Side.SITE, now=now, who=first.pk, second=by.pk, reason=CloseReason.DESK
        )
        mails.tell_patient(request, "cancelled", now=now)
        mails.tell_clinic(request, "cancelled", now=now)
    else:
        move = close(request, CloseReason.DESK, by=Side.SITE, now=now, who=first.pk, second=by.pk)
        mails.tell_patient(request, "closed", now=now)
        mails.tell_clinic(request, "closed", now=now)
    write_audit(actor=by, verb="close request", about=f"consultations.request {request.pk} {move.n}", now=now)
    return request
