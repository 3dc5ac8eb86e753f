"""Signing off a reading of the exclusion list, and with it the monthly check of everybody who is not on it."""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.exclusions.comparing import full_list_in_force, uncovered
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.leie.months import due_month
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, EventKind
from providers.screening.models import CaseEvent, ScreeningCheck
from providers.screening.rules.time_limits import good_until
from providers.vetting.cases.check_evidence import NOTHING, from_list
from providers.vetting.cases.own_cases import own_providers
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_providers

SIGNS_OFF: Final = "exclusions.sign_off_exclusionlist"


class CannotSignOff(UserFacingError):
    """This run cannot be signed off, or not by this person."""


@transaction.atomic
def sign_off(*, list_id: int, by: User, now: datetime) -> ExclusionList:
    """A person has read the report. The checks of all who are not on the list are renewed; the history of each names
    the person."""
    run = ExclusionList.objects.select_for_update().get(pk=list_id)
    if not by.has_perm(SIGNS_OFF):
        raise CannotSignOff(_("Your role does not include signing off the list."))
    if run.state != RunState.DONE:
        raise CannotSignOff(_("This run did not reach its end, so there is nothing to sign off."))
    if run.signed_off_at is not None:
        raise CannotSignOff(_("Somebody signed off this run already."))
    if run.kind == ListKind.FULL and run.pk != newest_full_id():
        raise CannotSignOff(_("A newer full list is in use. Sign off that one."))
    run.signed_off_at, run.signed_off_by = now, by
    run.save(update_fields=["signed_off_at", "signed_off_by"])  # first: the checks rest on it
    if run.kind == ListKind.FULL:
        run.checks_renewed = renew_exclusion_checks(list_id=run.pk, by=by, now=now)
        run.save(update_fields=["checks_renewed"])
    about = f"providers.exclusionlist {run.pk}"
    write_audit(actor=by, verb="exclusion_list.sign_off", about=about, now=now, checks=run.checks_renewed)
    return run


def renew_exclusion_checks(*, list_id: int, by: User, now: datetime) -> int:
    """Write the exclusion check of every approved case anew, except where a hit is open, with a line in the history of
    each. Returns how many.

    Only a full list can say that somebody is not on it. Where a hit is open, weak ones too, the check stays as it was
    and runs out on its day: nobody stays listed for long on a question that no person answered. A FAIL stays. So does
    the check of whom `by` has a stake in: a colleague makes it at the bench.
    """
    run = ExclusionList.objects.get(pk=list_id)
    if run.kind != ListKind.FULL or run.state != RunState.DONE:
        raise CannotSignOff(_("Only a full list that was matched to its end renews checks."))
    open_hits = ExclusionHit.objects.open().filter(provider=OuterRef("case__provider"))
    checks = ScreeningCheck.objects.filter(
        ~Exists(open_hits),
        ~Q(case__provider__in=own_providers(by)),
        case__status=CaseStatus.APPROVED,
        kind=CheckKind.EXCLUSION,
        result__in=[CheckResult.PASS, CheckResult.UNABLE],
        report_date__lte=run.list_date,
    )
    lock_providers(checks.values_list("case__provider", flat=True))  # a match that is being opened comes first
    chosen = list(checks.values_list("pk", "case", "case__provider"))
    approved = Provider.objects.filter(screening_cases__checks__in=[pk for pk, *_rest in chosen])
    for pk in uncovered(approved.prefetch_related("former_names"), run):
        match_provider(provider_id=pk, now=now)  # renamed since, by a way that did not compare
    chosen = list(checks.values_list("pk", "case", "case__provider"))
    said = {
        **NOTHING, **from_list(run), "result": CheckResult.PASS, "verified_by": None, "verified_at": now,
        "exception": None,
        "good_until": good_until(CheckKind.EXCLUSION, report_date=run.list_date, ends_on=None),
    }  # fmt: skip
    ScreeningCheck.objects.filter(pk__in=[pk for pk, *_rest in chosen]).update(**said)
    CaseEvent.objects.bulk_create(
        (_looked_up(case, provider, said, by, now) for _pk, case, provider in chosen), batch_size=2000
    )
    return len(chosen)


def _looked_up(case_id: int, provider_id: int, said: dict[str, Any], by: User, now: datetime) -> CaseEvent:
    """The line that says later that this person was looked for in this month's list, and was not on it."""
    kept: dict[str, str | None] = {
        name: str(said[name]) for name in ("result", "finding", "source", "reference", "report_date", "good_until")
    }
    kept |= {"verified_by_id": None, "exclusion_list_id": str(said["exclusion_list"].pk)}
    return CaseEvent(
        case_id=case_id, provider_id=provider_id, kind=EventKind.CHECKED, at=now, by=by, about=CheckKind.EXCLUSION,
        from_status=CaseStatus.APPROVED, to_status=CaseStatus.APPROVED,
        reference=f"{said['source']} {said['reference']}",
        checks={CheckKind.EXCLUSION.value: kept},
    )  # fmt: skip


def list_is_overdue(*, today: date) -> bool:
    """Whether no full list of this month is in use although OIG's is out (by the 10th) and two days have passed."""
    newest = full_list_in_force()
    return newest is None or newest.list_date < due_month(today)


def newest_full_id() -> int | None:
    """The full list in use. Supplements read since keep nobody from signing it off."""
    return full.pk if (full := full_list_in_force()) else None


def may_sign_off(run: ExclusionList) -> bool:
    return run.state == RunState.DONE and (run.kind != ListKind.FULL or run.pk == newest_full_id())


def renewed_words(run: ExclusionList) -> str:
    """What signing this run off did, in a sentence: renewing nothing is said aloud."""
    if run.kind != ListKind.FULL:
        return _("Signed off. A supplement renews no check: sign off the full list for that.")
    if not run.checks_renewed:
        return _("Signed off. No check was renewed: nobody approved has one that this list could renew.")
    return _("Signed off. Checks renewed: %d.") % run.checks_renewed
