"""Services lock the provider first: nobody waits in a ring, and nothing goes live that an approval did not see."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Event
from time import monotonic, sleep
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from caarisma.common.errors import UserFacingError
from providers.directory.enums import LicenseStatus
from providers.directory.traits import BOXES
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.models import ExclusionList
from providers.profile.services import places, profile
from providers.screening.enums import CaseKind, CaseStatus, CheckKind, CheckResult, Fact
from providers.screening.models import NpiClaim, ProposedChange
from providers.vetting.cases import cases
from providers.vetting.claims.claim_decisions import give_record, propose_handover, refuse_claim
from providers.vetting.documents import storing
from providers.vetting.exclusions import decisions
from tests.factories.providers import make_document, make_exclusion, make_license, make_user
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check

pytestmark = pytest.mark.dated

PLACE = {
    "clinic_name": "Lakeshore Skin Clinic", "line1": "77 New Street", "line2": "", "city": "Oakland", "state": "CA",
    "zip_code": "94612", "phone": "510-555-0100", "first_visit_fee": 0, "first_visit_fee_credited": False,
    "owner_name": "", "accepting_patients": True, **dict.fromkeys(BOXES, False),
}  # fmt: skip


def list_in_force(now) -> ExclusionList:
    """An approval then matches its provider with the list, in the same transaction."""
    return ExclusionList.objects.create(
        kind=ListKind.FULL, state=RunState.DONE, list_date=date(2026, 11, 10), file_name="UPDATED.csv", file_size=1,
        file_hash="0" * 64, started_at=now, applied_at=now, finished_at=now,
    )  # fmt: skip


def somebody_waits() -> bool:
    """For a lock that this connection holds."""
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    with connection.cursor() as cursor:
        cursor.execute(waits)
        return bool(cursor.fetchone()[0])


def during_an_approval(case, *, by, now, other: Callable[[], object]) -> None:
    """Run `other` on a second connection while the desk, on a first, has taken the case up and then approves it."""
    taken_up = Event()

    def approve() -> None:
        try:
            with transaction.atomic():
                cases.claim_case(case_id=case.pk, by=by, now=now)
                taken_up.set()
                until = monotonic() + 10
                while not somebody_waits() and monotonic() < until:
                    sleep(0.02)
                cases.approve_case(case_id=case.pk, by=by, now=now)
        finally:
            taken_up.set()
            connection.close()

    def change() -> None:
        try:
            taken_up.wait(timeout=10)
            other()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(approve), pool.submit(change)]:
            done.result(timeout=60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_a_list", [False, True])
def test_an_address_that_is_changed_during_an_approval_waits_for_the_desk(ana, now, with_a_list):
    location = make_clinic()
    case = case_ready(location, by=ana, now=now)
    if with_a_list:
        list_in_force(now)
    user = location.provider.user

    during_an_approval(
        case, by=ana, now=now,
        other=lambda: places.save_place(
            provider_id=case.provider_id, location_id=location.pk, values=PLACE, by=user, now=now
        ),
    )  # fmt: skip

    case.refresh_from_db()
    street = location.line1
    location.refresh_from_db()
    waiting = ProposedChange.objects.open().get(about=f"place:{location.pk}:address").values
    assert case.status == CaseStatus.APPROVED
    assert (location.line1, location.is_active) == (street, True)
    assert (waiting["location"], waiting["line1"]) == (location.pk, "77 New Street")


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_is_decided_during_an_approval_waits_for_it(ana, now):
    location = make_clinic()
    case = case_ready(location, by=ana, now=now)
    claim = NpiClaim.objects.create(provider=location.provider, user=make_user(), made_at=now)
    list_in_force(now)

    def refuse() -> None:
        with suppress(UserFacingError):  # the approval refused it already
            refuse_claim(claim_id=claim.pk, by=make_user(is_staff=True), now=now)

    during_an_approval(case, by=ana, now=now, other=refuse)

    case.refresh_from_db()
    claim.refresh_from_db()
    assert (case.status, claim.decided_by) == (CaseStatus.APPROVED, ana)


@pytest.fixture
def about(ana, now):
    """A provider in review with one of everything that a service may be called with, and who calls."""
    location = make_clinic()
    case = case_in_review(location, by=ana, now=now)
    provider = location.provider
    pass_check(case, CheckKind.NPI, by=ana, now=now, result=CheckResult.UNABLE)
    ben = make_user("ben@example.com", is_staff=True)
    return SimpleNamespace(
        provider=provider,
        location=location,
        case=case,
        license=provider.licenses.get(),
        spare=make_license(provider, expires_on=None, state="NV", number="N1", status=LicenseStatus.REPORTED),
        document=make_document(case, by=provider.user, now=now),
        decision=cases.propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ana, now=now),
        hold=cases.suspend_provider(provider_id=provider.pk, words="A complaint.", by=ana, now=now),
        claim=NpiClaim.objects.create(provider=provider, user=make_user(), made_at=now),
        hit=make_exclusion(provider, now=now),
        staff={"by": ana, "now": now},
        second={"by": ben, "now": now},
        owner={"by": provider.user, "now": now},
        now=now,
    )


OF_CASE = {
    "send": cases.send_case, "claim": cases.claim_case, "release": cases.release_case, "approve": cases.approve_case,
}  # fmt: skip
SAID = {"reasons": ["other"], "words": "Words."}
CALLS: dict[str, Callable[[SimpleNamespace], object]] = {
    **{
        name: lambda it, service=service: service(case_id=it.case.pk, **it.staff)  # type: ignore[misc]
        for name, service in OF_CASE.items()
    },
    "turn_down": lambda it: cases.turn_down_case(case_id=it.case.pk, **SAID, **it.staff, first_by=make_user()),
    "ask_for_more": lambda it: cases.ask_for_more(case_id=it.case.pk, **SAID, **it.staff),
    "check": lambda it: pass_check(it.case, CheckKind.PLACE, **it.staff),
    "license": lambda it: cases.record_license(
        case_id=it.case.pk, license_id=it.license.pk, status=LicenseStatus.ACTIVE, expires_on=None, source="Board",
        **it.staff,
    ),
    "exception": lambda it: cases.propose_override(case_id=it.case.pk, kind=CheckKind.NPI, words="x", **it.staff),
    "decide": lambda it: cases.decide(decision_id=it.decision.pk, grant=True, words="Yes.", **it.second),
    "reinstate": lambda it: cases.propose_reinstatement(hold_id=it.hold.pk, words="Settled.", **it.staff),
    "suspend": lambda it: cases.suspend_provider(provider_id=it.provider.pk, words="Why.", **it.staff),
    "pause": lambda it: cases.pause_provider(provider_id=it.provider.pk, **it.owner),
    "unpause": lambda it: cases.unpause_provider(provider_id=it.provider.pk, **it.owner),
    "open": lambda it: cases.open_case(provider_id=it.provider.pk, kind=CaseKind.NEW, **it.owner),
    "look_again": lambda it: cases.look_again(provider_id=it.provider.pk, kind=CaseKind.ALERT, words="", **it.staff),
    "record_fact_change": lambda it: cases.record_fact_change(provider_id=it.provider.pk, what=Fact.PLACE, **it.owner),
    "propose_handover": lambda it: propose_handover(claim_id=it.claim.pk, **it.second),
    "give": lambda it: give_record(claim_id=it.claim.pk, **it.second),
    "refuse": lambda it: refuse_claim(claim_id=it.claim.pk, **it.second),
    "confirm_exclusion": lambda it: decisions.confirm_exclusion(
        hit_id=it.hit.pk, reason="Theirs.", seen="", **it.staff
    ),
    "remove_document": lambda it: storing.remove_document(document_id=it.document.pk, **it.owner),
    "statement": lambda it: profile.save_statement(
        provider_id=it.provider.pk, fact=Fact.INSURANCE, values={"insurer": "Acme"}, document=None, **it.owner
    ),
    "remove_license": lambda it: profile.remove_license(
        provider_id=it.provider.pk, license_id=it.spare.pk, **it.owner
    ),
    "place": lambda it: places.save_place(
        provider_id=it.provider.pk, location_id=it.location.pk, values=PLACE, **it.owner
    ),
    "leave": lambda it: places.leave_place(provider_id=it.provider.pk, location_id=it.location.pk, **it.owner),
    "prices": lambda it: places.save_prices(
        provider_id=it.provider.pk, location_id=it.location.pk, prices={}, **it.owner
    ),
    "still_right": lambda it: places.confirm_hours(provider_id=it.provider.pk, **it.owner),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", CALLS)
def test_the_first_row_that_is_locked_is_the_provider(about, name):
    with CaptureQueriesContext(connection) as asked, suppress(UserFacingError):
        CALLS[name](about)

    locks = [query["sql"] for query in asked.captured_queries if re.search(r" FOR (NO KEY )?UPDATE", query["sql"])]
    if name == "give":  # a record is tied to a person: they come first, as where they claim one themselves
        assert 'FROM "accounts_user"' in locks.pop(0)
    assert locks
    assert 'FROM "directory_provider"' in locks[0]
