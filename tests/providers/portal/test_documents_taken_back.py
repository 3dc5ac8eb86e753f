"""A document that is taken back while the desk works with it: what rested on it is not done any more."""

import pytest

from providers.screening.enums import CaseStatus, CheckKind, EventKind
from providers.vetting.cases.cases import OutOfDate, ask_for_more, open_case, send_case
from providers.vetting.documents.storing import remove_document
from tests.factories.providers import make_document, make_user
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_user("ana@example.com", is_staff=True)


@pytest.fixture
def owner():
    return make_user("owner@example.com")


def with_policy(case, owner, now):
    return make_document(case, by=owner, now=now, kind=CheckKind.INSURANCE)


def test_the_check_that_rested_on_it_is_not_done_any_more(now, ana, owner):
    case = case_ready(by=ana, now=now)
    policy = with_policy(case, owner, now)

    remove_document(document_id=policy.pk, by=owner, now=now)

    assert not case.checks.filter(kind=CheckKind.INSURANCE).exists()
    assert case.checks.filter(kind=CheckKind.NPI).exists()


def test_who_still_sees_the_document_cannot_pass_the_check(now, ana, owner):
    case = case_in_review(by=ana, now=now)
    policy = with_policy(case, owner, now)
    remove_document(document_id=policy.pk, by=owner, now=now)

    with pytest.raises(OutOfDate):
        pass_check(case, CheckKind.INSURANCE, by=ana, now=now, revision=0)


def test_the_history_says_who_took_it_back(now, ana, owner):
    case = case_in_review(by=ana, now=now)
    policy = with_policy(case, owner, now)

    remove_document(document_id=policy.pk, by=owner, now=now)

    event = case.events.get(kind=EventKind.CHANGED)
    assert (event.about, event.by, event.words) == ("insurance", owner, "A document was taken back.")
    assert event.documents == []


def test_what_was_asked_for_again_may_be_taken_back_as_well(now, ana, owner):
    case = case_ready(by=ana, now=now)
    policy = with_policy(case, owner, now)
    ask_for_more(case_id=case.pk, reasons=["license_not_found"], words="Another license.", by=ana, now=now)

    remove_document(document_id=policy.pk, by=owner, now=now)

    send_case(case_id=case.pk, by=owner, now=now)
    assert not case.checks.filter(kind=CheckKind.INSURANCE).exists()


def test_in_a_draft_nobody_is_told(now, owner):
    case = open_case(provider_id=make_clinic().provider_id, kind="new", by=owner, now=now)

    remove_document(document_id=with_policy(case, owner, now).pk, by=owner, now=now)

    case.refresh_from_db()
    assert (case.status, case.revision) == (CaseStatus.DRAFT, 0)
    assert not case.events.filter(kind=EventKind.CHANGED).exists()
