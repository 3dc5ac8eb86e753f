"""The gate reads the truth at the moment of showing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from matching.search.enums import FinishedBy
from matching.search.models import Match
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.listing.gate import admitted
from providers.screening.enums import CheckResult
from providers.screening.models import ScreeningCheck
from tests.factories.matching import make_intake
from tests.factories.providers import make_exclusion, make_listed_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def match(now):
    """Of a list that was ranked a moment ago."""
    make_listed_location(now=now)
    finish_match_job(job_id=make_intake(now=now).job.pk, by=FinishedBy.WORKER, now=now)
    return Match.objects.get()


def test_a_match_is_admitted_while_nothing_changed(match, now):
    assert admitted([match.location_id], now=now) == {match.location_id}


LOST = {
    "license revoked": lambda: License.objects.update(status=LicenseStatus.REVOKED, expires_on=None),
    "check failed": lambda: ScreeningCheck.objects.filter(kind="license").update(result=CheckResult.FAIL),
    "check without an answer": lambda: ScreeningCheck.objects.filter(kind="npi").update(result=CheckResult.UNABLE),
    "no longer accepting": lambda: PracticeLocation.objects.update(accepting_patients=False),
    "location closed": lambda: PracticeLocation.objects.update(is_active=False),
    "nothing offered": lambda: Offering.objects.update(is_active=False),
    "NPI out of use": lambda: Provider.objects.update(npi_deactivated_on="2026-11-01"),
}


@pytest.mark.parametrize("lost", LOST)
def test_what_is_lost_between_ranking_and_viewing_is_not_shown(match, now, lost):
    LOST[lost]()

    assert admitted([match.location_id], now=now) == frozenset()


def test_an_exclusion_that_is_found_between_ranking_and_viewing_is_not_shown(match, now):
    make_exclusion(match.provider, now=now)

    assert admitted([match.location_id], now=now) == frozenset()


def test_a_license_is_good_to_midnight_at_the_clinic(match, now):
    License.objects.update(expires_on=now.date())
    midnight = now.replace(hour=8, minute=0) + timedelta(days=1)  # in Los Angeles

    assert admitted([match.location_id], now=midnight - timedelta(seconds=1))
    assert not admitted([match.location_id], now=midnight)


def test_only_those_asked_about_are_answered(match, now):
    other = make_listed_location(now=now)

    assert admitted([other.pk, 404], now=now) == {other.pk}


def test_asking_about_nobody_costs_no_query(now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert admitted([], now=now) == frozenset()


def test_thirty_are_asked_about_in_one_query(now, django_assert_num_queries):
    locations = [make_listed_location(now=now).pk for _ in range(30)]

    with django_assert_num_queries(1):
        assert admitted(iter(locations), now=now) == set(locations)


def test_a_database_that_does_not_answer_admits_nobody(match, now):
    def fail(execute, sql, params, many, context):
        raise DatabaseError("away")

    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        admitted([match.location_id], now=now)


def test_behind_a_pooler_it_prepares_nothing(match, now, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)

    with CaptureQueriesContext(connection) as queries:
        assert admitted([match.location_id], now=now) == {match.location_id}
        assert admitted([match.location_id], now=now + timedelta(days=4000)) == frozenset()

    assert not any("EXECUTE" in query["sql"] for query in queries)


@pytest.mark.django_db(transaction=True)
def test_a_new_session_prepares_anew(now):
    location = make_listed_location(now=now)
    assert admitted([location.pk], now=now)

    connection.close()

    assert admitted([location.pk], now=now) == {location.pk}
