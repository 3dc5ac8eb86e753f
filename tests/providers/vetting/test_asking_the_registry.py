"""The button beside the NPI check: what the machine records, and that nobody types over it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.desk.access import READ, WORK
from providers.errands.running import run_due
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable
from providers.screening.enums import CheckKind, CheckResult
from providers.vetting.cases.cases import CaseTaken
from providers.vetting.registry.npi_asking import ask_registry
from tests.factories.providers import make_answer, make_user
from tests.providers.registry.server import found, out_of_service
from tests.providers.vetting.cases import case_in_review, sent_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


def ask(client, case):
    """What the page says once a worker has asked."""
    answer = client.post(reverse("desk:ask_registry", args=[case.pk]), {"revision": case.revision}, follow=True)
    return client.get(reverse("desk:case", args=[case.pk])) if run_due() else answer


def recorded(case):
    return case.checks.filter(kind=CheckKind.NPI).first()


def test_when_the_name_fits_the_check_is_a_pass_in_nobodys_name(client, ana, registry, clock):
    case = case_in_review(by=ana, now=clock)
    registry.answers[case.provider.npi] = found(case.provider.npi, last_name=case.provider.last_name)

    page = ask(client, case).content.decode()

    assert "Last name: they match." in page
    assert (recorded(case).result, recorded(case).verified_by) == (CheckResult.PASS, None)
    assert case.events.filter(about=CheckKind.NPI).latest("pk").by == ana
    assert recorded(case).reference == case.provider.npi


def test_a_name_that_differs_fails_and_nobody_types_over_it(client, ana, registry, clock):
    case = case_in_review(by=ana, now=clock)
    registry.answers[case.provider.npi] = found(case.provider.npi, last_name="SMITH")

    page = ask(client, case).content.decode()

    assert "Last name: they differ." in page
    assert (recorded(case).result, recorded(case).registry_answer.question) == (CheckResult.FAIL, "other_name")
    typed = {
        "npi-revision": case.revision,
        "npi-result": "pass",
        "npi-source": "I know",
        "npi-report_date": "2026-11-10",
    }
    refused = client.post(reverse("desk:save_check", args=[case.pk, "npi"]), typed)
    assert refused.status_code == 422
    assert "Nobody types over it" in refused.content.decode()
    assert recorded(case).result == CheckResult.FAIL


@pytest.mark.parametrize(
    ("answer", "result"),
    [(NpiNotFound(deactivated=True), CheckResult.FAIL), (NpiUnavailable(NoAnswerReason.BUSY), CheckResult.UNABLE)],
)
def test_what_needs_no_judgment_is_recorded(clock, answer, result):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: answer)

    assert recorded(case).result == result


def test_a_number_that_nobody_knows_fails(clock):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: NpiNotFound())

    assert (recorded(case).result, recorded(case).registry_answer.question) == (CheckResult.FAIL, "not_known")


def test_where_no_answer_comes_the_last_one_counts(clock):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)
    kept = make_answer(case.provider, at=clock - timedelta(days=5))

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: NpiUnavailable(NoAnswerReason.SWITCHED_OFF))

    assert (recorded(case).result, recorded(case).registry_answer) == (CheckResult.PASS, kept)


@pytest.mark.parametrize("old", [{"days": 130}, {"facts": {"first_name": "AMARA", "last_name": "FORMER"}}])
def test_an_old_answer_or_one_about_another_name_counts_no_more(clock, old):
    ben = make_user(is_staff=True)
    case = case_in_review(by=ben, now=clock)
    old = dict(old)
    make_answer(case.provider, at=clock - timedelta(days=old.pop("days", 0)), **old)

    ask_registry(case_id=case.pk, by=ben, now=clock, ask=lambda _npi: NpiUnavailable(NoAnswerReason.BUSY))

    assert recorded(case).result == CheckResult.UNABLE


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
