"""Cases in each state, made by the services themselves, so that each has the history that real ones have."""

from datetime import date, datetime, timedelta

from caarisma.accounts.models import User
from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation
from providers.screening.enums import CaseKind, CheckKind, CheckResult
from providers.screening.models import ScreeningCase
from providers.screening.rules.required import EVERYONE
from providers.vetting.cases.cases import claim_case, open_case, record_check, record_license, send_case
from tests.factories.providers import (
    make_evidence,
    make_license,
    make_location,
    make_offering,
    make_provider,
    make_user,
)

STATE = "CA"


def make_clinic(**provider: object) -> PracticeLocation:
    """A doctor with a clinic in California, an offering and a license that nobody has looked at."""
    location = make_location(make_provider(user=make_user(), **provider), state=STATE)
    make_offering(location)
    make_license(location.provider, expires_on=None, status=LicenseStatus.REPORTED, verified_on=None, source="")
    return location


def sent_case(location: PracticeLocation | None = None, *, now: datetime) -> ScreeningCase:
    provider = (location or make_clinic()).provider
    case = open_case(provider_id=provider.pk, kind=CaseKind.NEW, by=provider.user, now=now)
    return send_case(case_id=case.pk, by=provider.user, now=now)


def case_in_review(location: PracticeLocation | None = None, *, by: User, now: datetime) -> ScreeningCase:
    return claim_case(case_id=sent_case(location, now=now).pk, by=by, now=now)


def pass_check(case: ScreeningCase, kind: CheckKind, *, by: User, now: datetime, **changes: object):
    """With what it rests on, unless `changes` name the document or there is something already."""
    evidence = {} if "document_id" in changes else make_evidence(case, kind, seen_at=now, on=now.date().replace(day=1))
    if document := evidence.get("document"):
        changes["document_id"] = document.pk
    fields = {
        "result": CheckResult.PASS,
        "finding": "In order",
        "source": "The primary source",
        "reference": "No. 1",
        "report_date": (now - timedelta(days=1)).date(),
        "good_until": (now + timedelta(days=200)).date(),
        "note": "",
    }
    return record_check(case_id=case.pk, kind=kind, by=by, now=now, **{**fields, **changes})


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
