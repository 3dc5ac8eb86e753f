"""Who patients may see: each clause alone, and that no fact of one place, person or case stands in for another's."""

from datetime import timedelta

import pytest
from django.db import connection

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import PracticeLocation
from providers.exclusions.enums import ExclusionTier
from providers.listing.listed import listed_places, listed_providers
from providers.screening.enums import CaseKind, CaseStatus, CheckKind, CheckResult
from providers.screening.rules.required import EVERYONE
from tests.factories.providers import (
    cleared_by_two,
    make_check,
    make_exclusion,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_screening,
    make_staff,
)
from tests.factories.treatments import make_area_concern

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)


def is_listed(location: PracticeLocation, now) -> bool:
    """As the two querysets see it, which must agree for a provider with one location."""
    by_location = listed_places(on=now).filter(pk=location.pk).exists()
    if location.provider.locations.count() == 1:
        assert listed_providers(on=now).filter(pk=location.provider_id).exists() == by_location
    return by_location


@pytest.fixture
def location(now):
    return make_listed_location(now=now)


@pytest.fixture
def license(location):
    return location.provider.licenses.get()


@pytest.fixture
def case(location):
    return location.provider.screening_cases.get()


def update(model, **fields):
    type(model).objects.filter(pk=model.pk).update(**fields)


def test_with_everything_in_order_a_location_is_listed(location, now):
    assert is_listed(location, now)


# --- License -------------------------------------------------------------------------------------------------------
def test_without_a_license_nobody_is_listed(location, license, now):
    license.delete()

    assert not is_listed(location, now)


def test_a_license_of_another_state_does_not_count(location, license, now):
    update(license, state="NV")

    assert not is_listed(location, now)


def test_valid_in_nevada_and_lapsed_in_california_is_not_listed_in_california_but_in_nevada(location, license, now):
    update(license, expires_on=now.date() - DAY)
    make_license(location.provider, state="NV", expires_on=now.date() + 99 * DAY)
    reno = make_location(location.provider, state="NV", city="Reno", zip_code="89501")
    make_offering(reno)

    assert not is_listed(location, now)
    assert is_listed(reno, now)


@pytest.mark.parametrize("status", [status for status in LicenseStatus if status != LicenseStatus.ACTIVE])
def test_only_an_active_license_counts(location, license, now, status):
    update(license, status=status)

    assert not is_listed(location, now)


def test_a_license_of_another_profession_does_not_count(now):
    """Nurse practitioners hold a registered nurse's license as well."""
    provider = make_provider(profession=Profession.NURSE_PRACTITIONER)
    location = make_listed_location(now=now, provider=provider)
    update(provider.licenses.get(), status=LicenseStatus.EXPIRED)
    make_license(provider, profession=Profession.REGISTERED_NURSE, expires_on=now.date() + 99 * DAY)

    assert not is_listed(location, now)


@pytest.mark.parametrize("status", [status for status in LicenseStatus if status != LicenseStatus.ACTIVE])
def test_no_end_date_is_never_for_ever(location, license, now, status):
    """Boards drop the end date of a revoked license. An active one without it cannot even be stored."""
    update(license, status=status, expires_on=None)

    assert not is_listed(location, now)


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (1, True)])
def test_a_license_counts_to_its_last_day(location, license, now, days, listed):
    update(license, expires_on=now.date() + days * DAY)

    assert is_listed(location, now) == listed


def test_of_two_licenses_in_a_state_one_in_force_is_enough(location, license, now):
    update(license, status=LicenseStatus.EXPIRED, expires_on=now.date() - DAY)
    make_license(location.provider, expires_on=now.date() + DAY)

    assert is_listed(location, now)


def test_somebody_elses_license_does_not_count(location, license, now):
    update(license, provider_id=make_provider().pk)

    assert not is_listed(location, now)


# --- Screening -----------------------------------------------------------------------------------------------------
def test_without_screening_nobody_is_listed(location, case, now):
    case.delete()

    assert not is_listed(location, now)


@pytest.mark.parametrize(
    ("first", "last", "listed"),
    [(-10, -1, False), (-10, 0, True), (0, 0, True), (0, 10, True), (1, 10, False)],
)
def test_approval_counts_from_its_first_day_to_its_last(location, case, now, first, last, listed):
    update(case, approved_from=now.date() + first * DAY, approved_until=now.date() + last * DAY)

    assert is_listed(location, now) == listed


@pytest.mark.parametrize("status", [status for status in CaseStatus if status != CaseStatus.APPROVED])
def test_only_an_approved_case_counts(location, case, now, status):
    decided = status == CaseStatus.TURNED_DOWN
    update(
        case,
        kind=CaseKind.CHANGE if status == CaseStatus.TAKEN_BACK else case.kind,  # nothing else is taken back
        status=status,
        approved_from=None,
        approved_until=None,
        decided_by=make_staff() if decided else None,
        decided_at=now if decided else None,
        decided_how="director",
    )

    assert not is_listed(location, now)


@pytest.mark.parametrize("result", [CheckResult.FAIL, CheckResult.UNABLE])
@pytest.mark.parametrize("kind", [CheckKind.LICENSE, CheckKind.INSURANCE])
def test_one_check_that_is_not_a_pass_is_enough(location, case, now, result, kind):
    case.checks.filter(kind=kind).update(result=result)

    assert not is_listed(location, now)


def test_a_source_that_did_not_answer_is_no_pass_even_without_an_end(location, case, now):
    case.checks.filter(kind=CheckKind.NPI).update(result=CheckResult.UNABLE, good_until=None)

    assert not is_listed(location, now)


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True)])
def test_one_stale_check_is_enough(location, case, now, days, listed):
    case.checks.filter(kind=CheckKind.EXCLUSION).update(good_until=now.date() + days * DAY)

    assert is_listed(location, now) == listed


def test_an_approval_with_no_checks_behind_it_proves_nothing(location, case, now):
    case.checks.all().delete()

    assert not is_listed(location, now)


@pytest.mark.parametrize("kind", EVERYONE)
def test_a_check_that_everybody_needs_and_nobody_recorded_is_missed(location, case, now, kind):
    case.checks.filter(kind=kind).delete()

    assert not is_listed(location, now)


@pytest.mark.parametrize("kind", EVERYONE)
def test_a_decision_that_forgot_what_everybody_needs_lists_nobody(location, case, now, kind):
    update(case, required=[required for required in case.required if required != kind])

    assert not is_listed(location, now)


@pytest.mark.parametrize("profession", [Profession.REGISTERED_NURSE, Profession.PHYSICIAN_ASSISTANT])
def test_a_nurse_or_a_pa_without_a_supervisor_is_not_listed_whatever_the_decision_says(now, profession):
    location = make_listed_location(now=now, provider=make_provider(profession=profession))
    case = location.provider.screening_cases.get()
    assert is_listed(location, now)

    update(case, required=[kind for kind in case.required if kind != CheckKind.SUPERVISOR])
    case.checks.filter(kind=CheckKind.SUPERVISOR).delete()

    assert not is_listed(location, now)


def test_what_the_decision_asked_for_is_needed(location, case, now):
    update(case, required=[*case.required, CheckKind.BOARD])

    assert not is_listed(location, now)


def test_a_clinic_in_a_state_that_the_decision_did_not_look_at_is_not_listed(location, case, now):
    make_license(location.provider, state="NV", expires_on=now.date() + 99 * DAY)
    reno = make_location(location.provider, state="NV", city="Reno", zip_code="89501")
    make_offering(reno)
    update(case, states=["CA"])

    assert is_listed(location, now)
    assert not is_listed(reno, now)


def test_where_fat_pads_are_treated_the_products_are_checked(location, case, now):
    fat_pads = make_area_concern("stomach", "fat-pads")
    type(fat_pads.concern).objects.filter(pk=fat_pads.concern_id).update(needs_fda_note=True)
    fat_pads.concern.refresh_from_db()
    make_offering(location, fat_pads)
    assert not is_listed(location, now)

    make_check(case, CheckKind.PRODUCTS, seen_at=now)

    assert is_listed(location, now)


def test_a_place_that_treats_fat_pads_no_more_needs_no_products(location, case, now):
    fat_pads = make_area_concern("stomach", "fat-pads")
    type(fat_pads.concern).objects.filter(pk=fat_pads.concern_id).update(needs_fda_note=True)
    make_offering(location, fat_pads, is_active=False)

    assert is_listed(location, now)


def test_checks_of_one_case_do_not_mend_another(location, case, now):
    """One approved case with a stale check, one whose approval ended with all checks fresh: neither is whole."""
    case.checks.filter(kind=CheckKind.NPI).update(good_until=now.date() - DAY)
    ended = make_screening(location.provider, approved_from=now.date() - 9 * DAY, approved_until=now.date() - DAY)
    ended.checks.update(good_until=now.date() + 99 * DAY, verified_at=now)

    assert not is_listed(location, now)


def test_of_two_cases_one_in_force_is_enough(location, case, now):
    case.checks.filter(kind=CheckKind.NPI).update(good_until=now.date() - DAY)
    make_screening(location.provider, approved_from=now.date(), approved_until=now.date() + 9 * DAY)

    assert is_listed(location, now)


# --- Exclusion, NPI, offering, place -------------------------------------------------------------------------------
def test_an_open_exclusion_takes_a_provider_out_everywhere(location, now):
    other = make_location(location.provider)
    make_offering(other)
    make_exclusion(location.provider, now=now)

    assert not is_listed(location, now)
    assert not is_listed(other, now)


def test_a_cleared_exclusion_does_not(location, now):
    hit = make_exclusion(location.provider, now=now)
    update(hit, **cleared_by_two(now))

    assert is_listed(location, now)


def test_one_cleared_exclusion_does_not_clear_the_next(location, now):
    cleared = make_exclusion(location.provider, now=now)
    update(cleared, **cleared_by_two(now))
    make_exclusion(location.provider, now=now)

    assert not is_listed(location, now)


def test_a_weak_match_that_nobody_confirmed_hides_nobody(location, now):
    hit = make_exclusion(location.provider, now=now)
    update(hit, tier=ExclusionTier.NAME, hides=False)

    assert is_listed(location, now)


def test_somebody_elses_exclusion_does_not_count(location, now):
    make_exclusion(make_provider(), now=now)

    assert is_listed(location, now)


def test_an_npi_no_longer_in_use_takes_a_provider_out(location, now):
    update(location.provider, npi_deactivated_on=now.date())

    assert not is_listed(location, now)


def test_a_location_without_offerings_is_not_listed(location, now):
    location.offerings.all().delete()

    assert not is_listed(location, now)


def test_an_offering_that_is_off_does_not_count(location, now):
    location.offerings.update(is_active=False)

    assert not is_listed(location, now)


def test_an_offering_that_is_no_longer_asked_for_does_not_count(location, now):
    offering = location.offerings.get()
    update(offering.area_concern, is_active=False)

    assert not is_listed(location, now)


def test_an_offering_that_is_off_and_one_that_is_no_longer_asked_for_do_not_make_one(location, now):
    location.offerings.update(is_active=False)
    make_offering(location, make_area_concern("neck", "dull-tone"))
    update(make_area_concern("neck", "dull-tone"), is_active=False)

    assert not is_listed(location, now)


def test_an_offering_elsewhere_does_not_count(location, now):
    other = make_location(location.provider)
    location.offerings.update(location=other)

    assert not is_listed(location, now)
    assert is_listed(other, now)


def test_a_location_where_the_provider_no_longer_works_is_not_listed(location, now):
    update(location, is_active=False)

    assert not is_listed(location, now)


def test_a_provider_is_listed_by_any_one_of_their_locations(location, now):
    make_location(location.provider, is_active=False)

    assert listed_providers(on=now).get() == location.provider


def test_who_takes_no_new_patients_is_still_listed(location, now):
    """Taking patients is a need of the search, not a question of trust."""
    update(location, accepting_patients=False)

    assert is_listed(location, now)


# --- The query -----------------------------------------------------------------------------------------------------
def test_a_location_appears_once_whatever_it_holds_many_of(location, now):
    make_license(location.provider, expires_on=now.date() + DAY)
    make_screening(location.provider, approved_from=now.date(), approved_until=now.date() + DAY)
    make_offering(location, make_area_concern("neck", "dull-tone"))

    assert list(listed_places(on=now)) == [location]


def test_it_is_one_statement_however_many_there_are(now, django_assert_num_queries):
    for _ in range(4):
        make_listed_location(now=now)

    with django_assert_num_queries(1):
        assert len(listed_places(on=now)) == 4


def test_every_part_has_an_index(location, now):
    """With scans of whole tables made dear, PostgreSQL falls back on one only where no index can answer."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = listed_places(on=now).filter(pk=location.pk).explain()

    # of the decisions on shots for fat there are a few rows for ever
    assert "Seq Scan" not in plan.replace("Seq Scan on products_fatusedecision", "")
