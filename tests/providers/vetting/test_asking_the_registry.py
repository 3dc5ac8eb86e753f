"""The button beside the NPI check: what is recorded at once, and what is left to the person."""

import pytest
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.desk.access import READ, WORK
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable
from providers.screening.enums import CheckKind, CheckResult
from providers.vetting.cases.cases import CaseTaken
from providers.vetting.registry.npi_asking import ask_registry
from tests.factories.providers import make_user
from tests.providers.registry.server import found, out_of_service
from tests.providers.vetting.cases import case_in_review, sent_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


def ask(client, case):
    return client.post(reverse("desk:ask_registry", args=[case.pk]), {"revision": case.revision}, follow=True)


def recorded(case):
    return case.checks.filter(kind=CheckKind.NPI).first()


def test_when_all_matches_the_check_is_a_pass_in_this_persons_name(client, ana, registry, clock):
    case = case_in_review(by=ana, now=clock)
    registry.answers[case.provider.npi] = found(case.provider.npi, last_name=case.provider.last_name)

    page = ask(client, case).content.decode()

    assert "Last name: they match." in page
    assert (recorded(case).result, recorded(case).verified_by) == (CheckResult.PASS, ana)
    assert recorded(case).reference == case.provider.npi


def test_a_name_that_differs_is_shown_and_left_to_the_person(client, ana, registry, clock):
    case = case_in_review(by=ana, now=clock)
    registry.answers[case.provider.npi] = found(case.provider.npi, last_name="SMITH")

    page = ask(client, case).content.decode()

    assert "Last name: they differ." in page
    assert recorded(case) is None


@pytest.mark.parametrize(
    ("answer", "result"),
    [(NpiNotFound(deactivated=True), CheckResult.FAIL), (NpiUnavailable(NoAnswerReason.BUSY), CheckResult.UNABLE)],
)
def test_what_needs_no_judgment_is_recorded(clock, answer, result):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: answer)

    assert recorded(case).result == result


def test_a_number_that_nobody_knows_is_left_to_the_person(clock):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: NpiNotFound())

    assert recorded(case) is None


def test_who_does_not_hold_the_case_records_nothing(clock):
    case = sent_case(now=clock)

    with pytest.raises(CaseTaken):
        ask_registry(case_id=case.pk, by=make_user(), now=clock, ask=lambda _npi: NpiUnavailable(NoAnswerReason.BUSY))
    assert recorded(case) is None


def test_where_the_registry_is_switched_off_it_says_so(client, ana, settings, clock):
    settings.NPPES_API_URL = ""
    case = case_in_review(by=ana, now=clock)

    response = ask(client, case)

    assert response.status_code == 422
    assert "cannot be asked from here" in response.content.decode()
    with pytest.raises(UserFacingError):
        ask_registry(case_id=case.pk, by=ana, now=clock)


def test_a_number_out_of_service_fails_on_the_page_too(client, ana, registry, clock):
    case = case_in_review(by=ana, now=clock)
    registry.answers[case.provider.npi] = out_of_service(case.provider.npi)

    assert "NPI: not in use." in ask(client, case).content.decode()
    assert recorded(case).result == CheckResult.FAIL
