"""Recording what a person found at a source: the licenses of a case, and its checks."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import LicenseStatus
from providers.directory.models import License
from providers.screening.enums import CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.outlook import Outlook, outlook
from providers.screening.rules import time_limits
from providers.screening.rules.evidence import BY_MACHINE, BY_PAGE
from providers.vetting.cases.case_parts import clinic_day, extend_claim, require_same_revision, write_event
from providers.vetting.cases.check_evidence import NOTHING, Attached, rests_on, source_page_for
from providers.vetting.locks import lock_case


@transaction.atomic
def record_check(
    *,
    case_id: int,
    kind: CheckKind,
    result: CheckResult,
    finding: str,
    source: str,
    reference: str,
    report_date: date,
    good_until: date | None,
    note: str,
    by: User,
    now: datetime,
    revision: int | None = None,
    attached: Attached = Attached(),  # noqa: B008  (frozen)
) -> ScreeningCheck:
    """Write down one check of a case in review that `by` holds; a second time replaces the first.

    A pass rests on something (check_evidence.py), which `attached` names. `good_until`: the end that the source
    names, if it names one; what is stored never goes beyond our limits (providers/screening/rules/time_limits.py).
    UserFacingError says what is missing, and that nobody types what the machine answers; OutOfDate: the provider made
    a change.
    """
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    if kind in BY_MACHINE:
        raise UserFacingError(_("The machine answers this check. Nobody types over it."))
    seen = outlook(case, now=now)
    if not source.strip():
        raise UserFacingError(_("Say where you looked."))
    if report_date > seen.today:
        raise UserFacingError(_("The date of the report is in the future."))
    said: dict[str, Any] = {
        **NOTHING, "finding": finding.strip(), "source": source.strip(), "reference": reference.strip(),
        "report_date": report_date, "good_until": None,
    }  # fmt: skip
    if result == CheckResult.PASS:
        said |= rests_on(
            case=case, kind=kind, attached=attached, reference=reference, source=source, report_date=report_date,
            now=now,
        )  # fmt: skip
        said |= _dates(case, kind, report_date, good_until, seen)
    elif kind in BY_PAGE and attached.source_page_id:  # a page that says no is evidence too
        said["source_page"] = source_page_for(case, kind, attached)
    made = {"result": result, "verified_by": by, "verified_at": now, "note": note.strip(), "exception": None}
    check, _made = ScreeningCheck.objects.update_or_create(case=case, kind=kind, defaults={**said, **made})
    write_event(
        kind=EventKind.CHECKED, by=by, now=now, case=case, about=kind, words=check.note,
        reference=f"{check.source} {check.reference}".strip(),
    )  # fmt: skip
    return check


def _dates(
    case: ScreeningCase, kind: CheckKind, reported: date, ends_on: date | None, seen: Outlook
) -> dict[str, date | None]:
    """Until when a pass counts, and the end it has from the source. UserFacingError when there can be no pass."""
    if kind == CheckKind.LICENSE:
        ends_on = min(end for end in (ends_on, _license_end(case, seen)) if end)  # a nearer end that was typed counts
    until = time_limits.good_until(kind, report_date=reported, ends_on=ends_on)
    if until is None:
        raise UserFacingError(_("A pass needs the last day that the source names."))
    if until < seen.today:
        raise UserFacingError(_("This ended on %s, so it cannot be a pass.") % until)
    return {"good_until": until, "ends_on": ends_on}


def _license_end(case: ScreeningCase, seen: Outlook) -> date:
    """The first end of the licenses of the states that this case is about. Each must be recorded as active, and be in
    date; those of other states are none of its business, and hide their own clinics."""
    states = set(seen.judged_states)
    ends = {
        license.state: license.expires_on
        for license in active_licenses(case).order_by("expires_on")
        if license.expires_on and license.expires_on >= seen.today
    }
    if missing := sorted(states - ends.keys()):
        raise UserFacingError(
            _("Record an active license first, in date, for: %s.") % ", ".join(missing)
            if states
            else _("The provider has no clinic yet.")
        )
    return min(end for state, end in ends.items() if state in states or not states)


def active_licenses(case: ScreeningCase) -> QuerySet[License]:
    return License.objects.filter(
        provider=case.provider_id, profession=case.provider.profession, status=LicenseStatus.ACTIVE
    )


@transaction.atomic
def record_license(
    *,
    case_id: int,
    license_id: int,
    status: LicenseStatus,
    expires_on: date | None,
    source: str,
    by: User,
    now: datetime,
    revision: int | None = None,
) -> License:
    """What the state board says about one license of the case's provider. The number is never changed here.

    A change from what was there undoes the license check of the case: it was made on the older answer.
    """
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    license = License.objects.select_for_update(of=("self",)).get(pk=license_id, provider=case.provider_id)
    today = clinic_day(case.provider, now=now)
    if not source.strip():
        raise UserFacingError(_("Say where you looked."))
    if status == LicenseStatus.REPORTED:
        raise UserFacingError(_("Choose what the state board says."))
    if status == LicenseStatus.ACTIVE and expires_on is None:
        raise UserFacingError(_("An active license needs its last day."))
    if status == LicenseStatus.ACTIVE and expires_on and expires_on < today - timedelta(days=1):
        raise UserFacingError(_("This ended on %s, so it is not active.") % expires_on)
    _require_free_number(license)
    if (license.status, license.expires_on) != (status, expires_on):
        case.checks.filter(kind=CheckKind.LICENSE).delete()
    license.status, license.expires_on, license.source, license.verified_on = status, expires_on, source.strip(), today
    license.save(update_fields=["status", "expires_on", "source", "verified_on", "updated_at"])
    words = f"{license.get_status_display()}, {expires_on or '-'}"
    write_event(
        kind=EventKind.LICENSE, by=by, now=now, case=case, about=f"{license.state} {license.number}", words=words,
        reference=license.source,
    )  # fmt: skip
    return license


def _require_free_number(license: License) -> None:
    """A board gives a number once (a constraint says so as well; here in words)."""
    same = License.objects.filter(state=license.state, profession=license.profession, number=license.number)
    if same.exclude(pk=license.pk).exclude(status=LicenseStatus.REPORTED).exists():
        raise UserFacingError(_("Another provider has a license with this number. Look at both before you go on."))
