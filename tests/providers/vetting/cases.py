"""Cases in each state, made by the services themselves, so that each has the history that real ones have."""

from datetime import date, datetime, timedelta

from caarisma.accounts.models import User
from providers.attestation.services import sign_attestation
from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation, Provider
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable
from providers.screening.enums import CaseKind, CheckKind, CheckResult
from providers.screening.models import ScreeningCase
from providers.screening.rules.evidence import BY_MACHINE
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import (
    claim_case,
    compare_with_list,
    open_case,
    record_check,
    record_license,
    send_case,
)
from providers.vetting.cases.check_evidence import NOTHING, Attached
from providers.vetting.cases.machine_checks import write_machine_check
from providers.vetting.registry.npi_asking import ask_registry
from tests.factories.providers import (
    make_answer,
    make_evidence,
    make_license,
    make_location,
    make_offering,
    make_provider,
    make_signed_list,
    make_user,
)

STATE = "CA"


def make_clinic(**provider: object) -> PracticeLocation:
    """A doctor with a clinic in California, an offering and a license that nobody has looked at."""
    location = make_location(make_provider(user=make_user(), **provider), state=STATE)
    make_offering(location)
    make_license(location.provider, expires_on=None, status=LicenseStatus.REPORTED, verified_on=None, source="")
    return location


def signed(provider: Provider, *, now: datetime) -> None:
    """What they say of their record: no to everything."""
    sign_attestation(provider_id=provider.pk, yes=(), words="", signed_as=provider.full_name, by=None, now=now)


def sent_case(location: PracticeLocation | None = None, *, now: datetime) -> ScreeningCase:
    provider = (location or make_clinic()).provider
    signed(provider, now=now)
    case = open_case(provider_id=provider.pk, kind=CaseKind.NEW, by=provider.user, now=now)
    return send_case(case_id=case.pk, by=provider.user, now=now)


def case_in_review(location: PracticeLocation | None = None, *, by: User, now: datetime) -> ScreeningCase:
    return claim_case(case_id=sent_case(location, now=now).pk, by=by, now=now)


def pass_check(case: ScreeningCase, kind: CheckKind, *, by: User, now: datetime, **changes: object):
    """With what it rests on, unless `changes` name what is attached."""
    if kind in BY_MACHINE:
        return machine_check(case, kind, by=by, now=now, result=changes.get("result", CheckResult.PASS))
    evidence = {} if "attached" in changes else make_evidence(case, kind, seen_at=now, on=now.date())
    found = {f"{name}_id": evidence[name].pk for name in ("document", "source_page") if name in evidence}
    found |= {name: evidence[name] for name in ("called_number", "called_at") if name in evidence}
    fields = {
        "result": CheckResult.PASS,
        "finding": "In order",
        "source": "The primary source",
        "reference": "No. 1",
        "report_date": (now - timedelta(days=1)).date(),
        "good_until": (now + timedelta(days=200)).date(),
        "note": "",
        "attached": Attached(**found),
    }
    return record_check(case_id=case.pk, kind=kind, by=by, now=now, **{**fields, **changes})


def machine_check(case: ScreeningCase, kind: CheckKind, *, by: User, now: datetime, result: str = CheckResult.PASS):
    """What the machine answers, made to say so."""
    if kind == CheckKind.EXCLUSION:
        make_signed_list(now.date().replace(day=1))
        return compare_with_list(case_id=case.pk, by=by, now=now)
    if result == CheckResult.UNABLE:  # as if no answer were kept either
        said = {"result": result, "source": "NPPES registry", "report_date": now.date()}
        return write_machine_check(case=case, kind=kind, said={**NOTHING, **said}, by=by, now=now)
    if result == CheckResult.PASS:
        make_answer(case.provider, at=now)
    answer = NpiNotFound(deactivated=True) if result == CheckResult.FAIL else NpiUnavailable(NoAnswerReason.BUSY)
    ask_registry(case_id=case.pk, by=by, now=now, ask=lambda _npi: answer)
    return case.checks.get(kind=kind)


def board_says_active(case: ScreeningCase, *, by: User, now: datetime, until: date | None = None) -> None:
    for license in case.provider.licenses.all():
        record_license(
            case_id=case.pk,
            license_id=license.pk,
            status=LicenseStatus.ACTIVE,
            expires_on=until or (now + timedelta(days=300)).date(),
            source="Medical Board of California",
            by=by,
            now=now,
        )


def case_ready(location: PracticeLocation | None = None, *, by: User, now: datetime) -> ScreeningCase:
    """In review, with every check that a doctor in California needs recorded as a pass."""
    case = case_in_review(location, by=by, now=now)
    board_says_active(case, by=by, now=now)
    for kind in EVERYONE:
        pass_check(case, kind, by=by, now=now)
    case.refresh_from_db()
    return case
