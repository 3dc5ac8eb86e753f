"""The monthly look at the registry, against a registry on this machine."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from caarisma.common.chores.declaring import Look
from providers.directory.npi import npi_from_nine
from providers.listing.listed import listed_places
from providers.registry.nppes_api import NoAnswerReason, NpiNotFound, NpiUnavailable, look_up
from providers.screening.enums import CaseKind, CaseStatus, CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCase
from providers.vetting.chores import recheck_npis
from providers.vetting.registry.npi_rechecks import RecheckOutcome, due_for_recheck, recheck_due
from tests.factories.providers import make_listed_location, make_provider
from tests.providers.registry.server import NOBODY, found, out_of_service

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

NEXT_MONTH = datetime(2026, 12, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def location(now):
    return make_listed_location(now=now)


@pytest.fixture
def provider(location):
    return location.provider


def check_of(provider):
    return provider.screening_cases.get(status=CaseStatus.APPROVED).checks.get(kind=CheckKind.NPI)


def run(ask=look_up, now=NEXT_MONTH, **how):
    return recheck_due(now=now, seconds=how.pop("seconds", 60), ask=ask, sleep=lambda _seconds: None, **how)


def is_listed(location, on=NEXT_MONTH) -> bool:
    return listed_places(on=on).filter(pk=location.pk).exists()


def test_a_number_in_use_is_good_for_another_month(registry, provider, location):
    registry.answers[provider.npi] = found(provider.npi, first_name="AMARA", last_name=provider.last_name.upper())

    assert run() == {RecheckOutcome.RENEWED: 1}

    check = check_of(provider)
    assert (check.result, check.report_date, check.good_until) == ("pass", date(2026, 12, 5), date(2027, 1, 31))
    assert (check.source, check.reference, check.verified_by) == ("NPPES registry", provider.npi, None)
    assert provider.case_events.get().kind == EventKind.CHECKED
    assert is_listed(location)


def test_nobody_is_asked_about_twice_in_a_month(registry, provider):
    registry.answers[provider.npi] = found(provider.npi, last_name=provider.last_name)
    run()

    assert run(now=NEXT_MONTH + timedelta(days=20)) == {}
    assert len(registry.asked) == 1
    assert run(now=NEXT_MONTH + timedelta(days=30)) == {RecheckOutcome.RENEWED: 1}


def test_the_month_begins_when_it_began_at_every_clinic(provider):
    first_in_utc = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)

    assert run(now=first_in_utc, ask=lambda _npi: NpiNotFound()) == {}
    assert due_for_recheck(on=date(2026, 12, 1)) == [provider.pk]


@pytest.mark.parametrize("answer", [out_of_service, lambda npi: found(npi, status="D")])
def test_a_number_out_of_service_takes_the_provider_off_at_once_and_tells_the_desk(
    registry, provider, location, answer
):
    registry.answers[provider.npi] = answer(provider.npi)
    assert is_listed(location)

    assert run() == {RecheckOutcome.FAILED: 1}

    provider.refresh_from_db()
    assert provider.npi_deactivated_on == date(2026, 12, 5)
    assert (check_of(provider).result, check_of(provider).good_until) == (CheckResult.FAIL, None)
    assert not is_listed(location)
    alert = provider.screening_cases.get(kind=CaseKind.ALERT)
    assert alert.status == CaseStatus.SENT
    assert "out of service" in alert.events.latest("pk").words


@pytest.mark.parametrize("answer", [lambda npi: NOBODY, lambda npi: found(npi, last_name="SMITH")])
def test_what_does_not_fit_is_a_question_for_a_person_and_is_not_renewed(registry, provider, location, answer):
    registry.answers[provider.npi] = answer(provider.npi)
    before = check_of(provider).good_until

    assert run() == {RecheckOutcome.ALERT: 1}

    assert check_of(provider).good_until == before
    assert is_listed(location)
    assert provider.screening_cases.filter(kind=CaseKind.ALERT).count() == 1
    assert run() == {}  # until the alert is closed


def test_where_a_case_is_open_it_is_told_there_once(registry, provider):
    registry.answers[provider.npi] = found(provider.npi, last_name="SMITH")
    draft = ScreeningCase.objects.create(provider=provider, kind=CaseKind.RENEWAL)

    run()
    run()

    assert list(draft.events.values_list("about", flat=True)) == ["npi"]
    assert not provider.screening_cases.filter(kind=CaseKind.ALERT).exists()


def test_no_answer_changes_nothing_and_the_last_pass_runs_out_by_itself(registry, provider, location):
    registry.faults = [(503, b"")] * 3
    check_before = check_of(provider)

    assert run() == {RecheckOutcome.NO_ANSWER: 1}

    assert (check_of(provider).result, check_of(provider).verified_at) == ("pass", check_before.verified_at)
    type(check_before).objects.filter(pk=check_before.pk).update(good_until=NEXT_MONTH.date() - timedelta(days=2))
    assert not is_listed(location)


def test_a_registry_that_is_down_is_left_alone(now):
    for _ in range(3):
        make_listed_location(now=now)
    asked: list[str] = []

    def down(npi: str):
        asked.append(npi)
        return NpiUnavailable(NoAnswerReason.BUSY)

    run(ask=down)

    assert len(asked) == 1


def test_one_answer_that_cannot_be_read_holds_up_nobody(now):
    for _ in range(3):
        make_listed_location(now=now)

    assert run(ask=lambda _npi: NpiUnavailable(NoAnswerReason.UNREADABLE)) == {RecheckOutcome.NO_ANSWER: 3}


def test_a_run_that_is_stopped_is_taken_up_where_it_was(now, registry):
    providers = [make_listed_location(now=now).provider for _ in range(3)]
    for person in providers:
        registry.answers[person.npi] = found(person.npi, last_name=person.last_name)
    times = iter([0, 0, 2, 2, 2, 2, 2])

    assert run(seconds=1, clock=lambda: next(times)) == {RecheckOutcome.RENEWED: 1}
    assert run() == {RecheckOutcome.RENEWED: 2}


def test_made_up_people_are_in_no_registry(now):
    provider = make_provider(npi=npi_from_nine("299999999"), is_demonstration=True)
    make_listed_location(now=now, provider=provider)

    assert due_for_recheck(on=NEXT_MONTH.date()) == []


def test_who_has_no_approval_in_force_is_not_looked_up(provider):
    provider.screening_cases.update(approved_until=date(2026, 12, 4))

    assert due_for_recheck(on=NEXT_MONTH.date()) == []


def test_without_an_address_the_chore_asks_nobody(settings, provider, monkeypatch):
    settings.NPPES_API_URL = ""
    monkeypatch.setattr("providers.vetting.chores.recheck_due", lambda **_how: pytest.fail("asked"))

    recheck_npis(Look(now=timezone.now(), grace=timedelta()))


def test_the_chore_looks_up_who_is_due(registry):
    now = timezone.now()
    provider = make_listed_location(now=now).provider
    provider.screening_cases.get().checks.filter(kind=CheckKind.NPI).update(
        report_date=now.date() - timedelta(days=45), verified_at=now - timedelta(days=1)
    )
    registry.answers[provider.npi] = found(provider.npi, last_name=provider.last_name)

    recheck_npis(Look(now=timezone.now(), grace=timedelta()))

    assert check_of(provider).verified_at > now
