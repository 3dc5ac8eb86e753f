"""What staff decide about a license alert. What a board did to somebody takes two people, everything else one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from providers.rosters.enums import RunStanding
from providers.rosters.models import LicenseAlert, RosterRun
from providers.screening.enums import EventKind
from providers.screening.models import CaseEvent
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.exclusions.decisions import NOT_YOURS, CannotDecide
from providers.vetting.locks import lock_provider

SETTLES = "rosters.settle_licensealert"
CLEARS = "rosters.clear_licensealert"
SIGNS = "rosters.sign_off_rosterrun"


@transaction.atomic
def propose_ending(*, alert_id: int, reason: str, by: User, now: datetime) -> LicenseAlert:
    """The first person says why the provider may be shown again. One is enough where nothing was done to them."""
    alert = _lock(alert_id, by=by, permission=SETTLES)
    if alert.proposed_at is not None:
        raise CannotDecide(_("Somebody has proposed this already. A second person decides."))
    alert.proposed_at, alert.proposed_by, alert.proposed_reason = now, by, _why(reason)
    if not alert.needs_two:
        alert.cleared_at, alert.cleared_by, alert.reason = now, by, alert.proposed_reason
    alert.save()
    kind = EventKind.BOARD_PROPOSED if alert.needs_two else EventKind.BOARD_SETTLED
    _write(kind, alert, words=alert.proposed_reason, by=by, now=now)
    return alert


@transaction.atomic
def end_alert(*, alert_id: int, reason: str, by: User, now: datetime) -> LicenseAlert:
    """The second person agrees. The database holds that they are two."""
    alert = _lock(alert_id, by=by, permission=CLEARS)
    if alert.proposed_by_id is None:
        raise CannotDecide(_("Nobody has proposed to end this. The first person writes why."))
    if alert.proposed_by_id == by.pk:
        raise CannotDecide(_("You proposed this. Another person has to decide."))
    alert.cleared_at, alert.cleared_by, alert.reason = now, by, _why(reason)
    alert.save()
    _write(EventKind.BOARD_SETTLED, alert, words=alert.reason, by=by, now=now)
    return alert


@transaction.atomic
def keep_alert(*, alert_id: int, reason: str, by: User, now: datetime) -> LicenseAlert:
    """The second person is not convinced, or the first takes it back: the alert is as open as before."""
    alert = _lock(alert_id, by=by)
    if alert.proposed_at is None:
        raise CannotDecide(_("Nobody has proposed to end this."))
    if alert.proposed_by_id != by.pk and not by.has_perm(CLEARS):
        raise CannotDecide(str(NOT_YOURS))
    alert.proposed_at, alert.proposed_by, alert.proposed_reason = None, None, ""
    alert.save()
    _write(EventKind.BOARD_KEPT, alert, words=_why(reason), by=by, now=now)
    return alert


@transaction.atomic
def sign_off_roster(*, run_id: int, by: User, now: datetime) -> RosterRun:
    """A person has read the report: the looks of this reading count as the month's. Nobody is shown again by it."""
    run = RosterRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if not by.has_perm(SIGNS):
        raise CannotDecide(str(NOT_YOURS))
    if run.standing != RunStanding.DONE:
        raise CannotDecide(_("This reading did not reach its end, so there is nothing to sign off."))
    if run.signed_off_at is not None:
        raise CannotDecide(_("Somebody signed this off already."))
    if run.unseen_words:
        raise CannotDecide(_("The file has words that nobody has read. Put them into the map, and read it again."))
    if RosterRun.objects.read().filter(state=run.state, map_name=run.map_name).first() != run:
        raise CannotDecide(_("A newer file of this board was read. Sign off that one."))
    run.signed_off_at, run.signed_off_by = now, by
    run.save(update_fields=["signed_off_at", "signed_off_by"])
    write_audit(actor=by, verb="roster.sign_off", about=f"rosters.rosterrun {run.pk}", now=now, licenses=run.looked_at)
    return run


def _lock(alert_id: int, *, by: User, permission: str = "") -> LicenseAlert:
    lock_provider(LicenseAlert.objects.values_list("provider", flat=True).get(pk=alert_id))
    alert = LicenseAlert.objects.select_for_update(of=("self",)).select_related("provider").get(pk=alert_id)
    if permission and not by.has_perm(permission):
        raise CannotDecide(str(NOT_YOURS))
    require_not_own(provider=alert.provider, by=by)
    if alert.cleared_at is not None:
        raise CannotDecide(_("This was ended already."))
    return alert


def _why(reason: str) -> str:
    if not reason.strip():
        raise CannotDecide(_("Write why."))
    return reason.strip()


def _write(kind: EventKind, alert: LicenseAlert, *, words: str, by: User, now: datetime) -> None:
    """Into the provider's history, which nobody can change."""
    CaseEvent.objects.create(
        provider=alert.provider, kind=kind, by=by, at=now, about=alert.status, words=words,
        reference=f"{alert.state} {alert.number}, {alert.list_date}, alert {alert.pk}",
    )  # fmt: skip
