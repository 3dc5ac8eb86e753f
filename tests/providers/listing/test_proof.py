"""The dated proof on cards and profiles: newest case in force, only for providers who are listed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from providers.listing.selectors import current_proof
from providers.screening.enums import CheckKind, CheckResult
from tests.factories.providers import make_exclusion, make_listed_location, make_screening

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_a_listed_provider_has_its_checks_in_the_order_of_the_table(now):
    location = make_listed_location(now=now)

    proof = current_proof([location.provider_id], on=now)[location.provider_id]

    assert [line.kind for line in proof.checks] == [
        *("license", "scope", "exclusion", "sam", "npi", "insurance", "identity", "place")
    ]
    assert (proof.summary.passed, proof.summary.total) == (8, 8)


def test_the_summary_names_the_last_check_and_the_first_end(now):
    location = make_listed_location(now=now)
    checks = location.provider.screening_cases.get().checks
    checks.filter(kind=CheckKind.EXCLUSION).update(
        verified_at=now - timedelta(days=3), good_until=(now + timedelta(days=30)).date()
    )

    summary = current_proof([location.provider_id], on=now)[location.provider_id].summary

    assert summary.last_checked == (now - timedelta(days=3)).date()
    assert summary.good_until == (now + timedelta(days=30)).date()


def test_a_day_is_the_day_at_the_clinic(now):
    location = make_listed_location(now=now)
    late = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # still November 10 in Oakland
    location.provider.screening_cases.get().checks.update(verified_at=late)

    proof = current_proof([location.provider_id], on=now)[location.provider_id]

    assert {line.checked_on.isoformat() for line in proof.checks} == {"2026-11-10"}


def test_who_is_not_listed_has_no_proof_whatever_the_case_says(now):
    location = make_listed_location(now=now)
    make_exclusion(location.provider, now=now)

    assert current_proof([location.provider_id], on=now) == {}


def test_the_newest_case_in_force_counts(now):
    location = make_listed_location(now=now)
    today = now.date()
    newest = make_screening(location.provider, approved_from=today, approved_until=today + timedelta(days=90))
    stale = make_screening(location.provider, approved_from=today, approved_until=today + timedelta(days=500))
    stale.checks.filter(kind=CheckKind.NPI).update(result=CheckResult.UNABLE)

    proof = current_proof([location.provider_id], on=now)[location.provider_id]

    assert proof.approved_until == newest.approved_until


def test_queries_do_not_grow_with_providers(now, django_assert_num_queries):
    ids = [make_listed_location(now=now).provider_id for _ in range(5)]

    with django_assert_num_queries(2):
        proofs = current_proof(ids, on=now)

    assert len(proofs) == 5


def test_the_badge_says_what_was_looked_up_and_when(now):
    location = make_listed_location(now=now)
    proof = current_proof([location.provider_id], on=now)[location.provider_id]

    page = render_to_string("providers/pages/partials/proof.html", {"checks": proof.checks, "summary": proof.summary})

    assert "8 of 8 checks passed" in page
    assert "Last checked Nov 4, 2026" in page
    assert "A passed check is not a promise of how a treatment will turn out." in page


def test_no_proof_draws_nothing():
    assert render_to_string("providers/pages/partials/proof.html", {"checks": (), "summary": None}).strip() == ""
