"""Exceptions and suspensions: two people, held by the services in words and by the database in any case."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.errors import UserFacingError
from providers.listing.listed import listed_places
from providers.screening.enums import MAY_BE_OVERRIDDEN, CheckKind, CheckResult, HoldKind
from providers.screening.models import ProviderHold, TwoPersonDecision
from providers.vetting.cases.cases import (
    approve_case,
    decide,
    pause_provider,
    propose_override,
    propose_reinstatement,
    suspend_provider,
    unpause_provider,
)
from tests.factories.providers import make_listed_location, make_user
from tests.providers.vetting.cases import case_ready, pass_check

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def location(now):
    return make_listed_location(now=now)


def listed(location, now) -> bool:
    return listed_places(on=now).filter(pk=location.pk).exists()


def proposed(case, ana, now) -> TwoPersonDecision:
    pass_check(case, CheckKind.NPI, by=ana, now=now, result=CheckResult.UNABLE, finding="No answer")
    return propose_override(
        case_id=case.pk, kind=CheckKind.NPI, words="The registry is down. The license names it.", by=ana, now=now
    )  # fmt: skip


def test_an_exception_by_two_people_lets_the_case_be_approved(now, ana, ben):
    case = case_ready(by=ana, now=now)
    decision = proposed(case, ana, now)

    decide(decision_id=decision.pk, grant=True, words="I read the license too.", by=ben, now=now)

    approve_case(case_id=case.pk, by=ana, now=now)
    check = case.checks.get(kind=CheckKind.NPI)
    assert (check.result, check.exception, check.verified_by) == (CheckResult.PASS, decision, ben)
    assert "two of our staff" in check.finding


def test_who_proposed_an_exception_cannot_decide_it(now, ana):
    decision = proposed(case_ready(by=ana, now=now), ana, now)

    with pytest.raises(UserFacingError, match="Another person"):
        decide(decision_id=decision.pk, grant=True, words="Yes.", by=ana, now=now)


def test_the_database_refuses_one_person_as_both(now, ana):
    decision = proposed(case_ready(by=ana, now=now), ana, now)

    with pytest.raises(IntegrityError, match="decision_by_two_people"), transaction.atomic():
        TwoPersonDecision.objects.filter(pk=decision.pk).update(outcome="granted", second_by=ana, second_at=now)


def test_a_refused_exception_leaves_the_check_as_it_was(now, ana, ben):
    case = case_ready(by=ana, now=now)

    decide(decision_id=proposed(case, ana, now).pk, grant=False, words="Ask again.", by=ben, now=now)

    assert case.checks.get(kind=CheckKind.NPI).result == CheckResult.UNABLE


def test_an_exception_is_about_the_answer_it_was_proposed_for(now, ana, ben):
    case = case_ready(by=ana, now=now)
    decision = proposed(case, ana, now)
    later = now + timedelta(minutes=5)
    pass_check(case, CheckKind.NPI, by=ana, now=later, result=CheckResult.FAIL, finding="Somebody else's number")

    with pytest.raises(UserFacingError, match="answered anew"):
        decide(decision_id=decision.pk, grant=True, words="Yes.", by=ben, now=later)

    assert case.checks.get(kind=CheckKind.NPI).result == CheckResult.FAIL


def test_the_same_answer_given_again_is_another_answer(now, ana, ben):
    case = case_ready(by=ana, now=now)
    decision = proposed(case, ana, now)
    later = now + timedelta(minutes=5)
    pass_check(case, CheckKind.NPI, by=ana, now=later, result=CheckResult.UNABLE, finding="No answer")

    with pytest.raises(UserFacingError, match="answered anew"):
        decide(decision_id=decision.pk, grant=True, words="Yes.", by=ben, now=later)


def test_after_the_outdated_one_is_refused_it_can_be_proposed_again(now, ana, ben):
    case = case_ready(by=ana, now=now)
    outdated = proposed(case, ana, now)
    later = now + timedelta(minutes=5)
    pass_check(case, CheckKind.NPI, by=ana, now=later, result=CheckResult.FAIL)
    decide(decision_id=outdated.pk, grant=False, words="It was answered anew.", by=ben, now=later)

    again = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="A clerk's error.", by=ana, now=later)
    decide(decision_id=again.pk, grant=True, words="I read the letter.", by=ben, now=later)

    assert case.checks.get(kind=CheckKind.NPI).exception == again


@pytest.mark.parametrize("kind", sorted(set(CheckKind) - MAY_BE_OVERRIDDEN))
def test_where_law_or_harm_is_concerned_there_are_no_exceptions(now, ana, kind):
    case = case_ready(by=ana, now=now)

    with pytest.raises(UserFacingError, match="no exceptions"):
        propose_override(case_id=case.pk, kind=kind, words="Please.", by=ana, now=now)


def test_a_pass_needs_no_exception(now, ana):
    case = case_ready(by=ana, now=now)

    with pytest.raises(UserFacingError, match="needs an exception"):
        propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Please.", by=ana, now=now)


def owner_of(location):
    location.provider.user = make_user()
    location.provider.save()
    return location.provider.user


def test_a_paused_provider_is_off_the_lists_and_back_after(now, location):
    user = owner_of(location)
    pause_provider(provider_id=location.provider_id, by=user, now=now)
    assert not listed(location, now)

    unpause_provider(provider_id=location.provider_id, by=user, now=now)

    assert listed(location, now)


def test_a_provider_cannot_end_a_suspension_by_ending_a_pause(now, location, ana):
    suspend_provider(provider_id=location.provider_id, words="A complaint.", by=ana, now=now)

    unpause_provider(provider_id=location.provider_id, by=owner_of(location), now=now)

    assert not listed(location, now)


def test_a_suspension_ends_when_a_second_person_agrees(now, location, ana, ben):
    hold = suspend_provider(provider_id=location.provider_id, words="A complaint.", by=ana, now=now)
    decision = propose_reinstatement(hold_id=hold.pk, words="It was about somebody else.", by=ana, now=now)
    assert not listed(location, now)

    decide(decision_id=decision.pk, grant=True, words="I read it too.", by=ben, now=now)

    assert listed(location, now)


def test_the_database_refuses_a_suspension_lifted_by_one(now, location, ana):
    hold = suspend_provider(provider_id=location.provider_id, words="A complaint.", by=ana, now=now)

    with pytest.raises(IntegrityError, match="hold_suspended_lifted_by_two"), transaction.atomic():
        ProviderHold.objects.filter(pk=hold.pk).update(lift_asked_by=ana, lifted_by=ana, lifted_at=now)


def test_only_one_suspension_is_open(now, location, ana):
    suspend_provider(provider_id=location.provider_id, words="A complaint.", by=ana, now=now)

    with pytest.raises(UserFacingError, match="already"):
        suspend_provider(provider_id=location.provider_id, words="Another.", by=ana, now=now)
    assert ProviderHold.objects.filter(kind=HoldKind.SUSPENDED).count() == 1
