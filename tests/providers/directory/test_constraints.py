"""The database refuses what cannot be, whoever writes it: an import, a script, the admin."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ScreeningCase, ScreeningCheck
from tests.factories.providers import (
    cleared_by_two,
    make_check,
    make_exclusion,
    make_hours,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)

pytestmark = pytest.mark.django_db

SOME_DAY = date(2026, 11, 4)
NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)
UNDECIDED = {"decided_by": None, "decided_at": None}
CORNERS = [(13.47, 144.75), (-14.28, -170.7), (21.3, -157.86), (71.29, -156.79), (18.4, -66.1), (52.0, 179.6)]


@pytest.fixture
def location(now):
    return make_listed_location(now=now)


@pytest.mark.parametrize(
    ("model", "fields", "rule"),
    [
        (Provider, {"profession": "zz"}, "provider_profession_known"),
        (Provider, {"gender": "x"}, "provider_gender_known"),
        (Provider, {"languages": ["en", "xx"]}, "provider_languages_known"),
        (Provider, {"is_demonstration": True}, "provider_demonstration_npi|only grows"),  # nobody real is made up later
        (PracticeLocation, {"state": "ZZ"}, "location_state_known"),
        (PracticeLocation, {"time_zone": "Europe/Paris"}, "location_time_zone_known"),
        (PracticeLocation, {"zip_code": "9461"}, "location_zip_has_five_digits"),
        (PracticeLocation, {"zip_code": "9461x"}, "location_zip_has_five_digits"),
        (PracticeLocation, {"placed_by": "guess"}, "location_placed_by_known"),
        (PracticeLocation, {"latitude": 0.0, "longitude": 0.0}, "location_on_us_soil"),
        (PracticeLocation, {"latitude": float("nan")}, "location_on_us_soil"),
        (PracticeLocation, {"longitude": 122.27}, "location_on_us_soil"),
        (PracticeLocation, {"first_visit_fee": 2001}, "location_fee_plausible"),
        (PracticeLocation, {"first_visit_fee": -1}, "first_visit_fee"),
        (Offering, {"price_per_session": 19}, "offering_price_plausible"),
        (Offering, {"price_per_session": 5001}, "offering_price_plausible"),
        (Offering, {"sessions_done": -1}, "sessions_done"),
        (License, {"state": "ZZ"}, "license_state_known"),
        (License, {"status": "fine"}, "license_status_known"),
        (License, {"profession": "zz"}, "license_profession_known"),
        (License, {"expires_on": None}, "license_active_has_proof"),
        (License, {"verified_on": None}, "license_active_has_proof"),
        (
            ScreeningCase,
            {**UNDECIDED, "approved_from": None, "approved_until": None, "status": "fine"},
            "case_status_known",
        ),
        (ScreeningCase, {"approved_until": None}, "case_approval_is_dated"),
        (
            ScreeningCase,
            {"status": CaseStatus.IN_REVIEW, "decided_by": None, "decided_at": None},
            "case_approval_is_dated",
        ),
        (ScreeningCase, {"approved_from": date(2030, 1, 1)}, "case_approval_in_order"),
        (ScreeningCase, {"decided_by": None}, "case_decision_is_whole"),
        (ScreeningCheck, {"result": "maybe"}, "check_result_known"),
        (ScreeningCheck, {"good_until": None}, "check_pass_has_an_end"),
        (WeeklyHours, {"weekday": 7}, "hours_weekday_known"),
        (WeeklyHours, {"closes": "08:00"}, "hours_close_after_opening"),
        (PracticeLocation, {"next_opening_at": None, "second_opening_at": NOON}, "location_second_opening_is_later"),
        (PracticeLocation, {"next_opening_at": NOON, "second_opening_at": NOON}, "location_second_opening_is_later"),
    ],
)
def test_nonsense_is_refused(location, model, fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model.objects.update(**fields)


@pytest.mark.parametrize("kind", ["horoscope", ""])
def test_a_check_of_an_unknown_kind_is_refused(location, kind):
    case = location.provider.screening_cases.get()

    with pytest.raises(IntegrityError, match=r"check_kind_known|only grows"):
        case.checks.filter(kind=CheckKind.NPI).update(kind=kind)


def test_a_case_holds_each_kind_of_check_once(location):
    case = location.provider.screening_cases.get()

    with pytest.raises(IntegrityError, match="check_kind_once_a_case"):
        make_check(case, CheckKind.LICENSE, seen_at=case.decided_at)


@pytest.mark.parametrize("result", [CheckResult.FAIL, CheckResult.UNABLE])
def test_a_check_that_is_no_pass_needs_no_end(location, result):
    checks = ScreeningCheck.objects.filter(kind=CheckKind.LICENSE)
    checks.update(result=result, good_until=None)

    assert not checks.exclude(good_until=None).exists()


def test_a_board_gives_a_number_to_one_person():
    first, second = make_provider(), make_provider()
    make_license(first, expires_on=SOME_DAY, number="A1")

    with pytest.raises(IntegrityError, match="license_number_once_a_board"):
        make_license(second, expires_on=SOME_DAY, number="A1")


@pytest.mark.parametrize(
    "fields", [{"state": "NV"}, {"profession": Profession.REGISTERED_NURSE}, {"status": LicenseStatus.REPORTED}]
)
def test_the_same_digits_may_stand_in_another_state_profession_or_claim(fields):
    make_license(make_provider(), expires_on=SOME_DAY, number="A1")

    assert make_license(make_provider(), expires_on=SOME_DAY, number="A1", **fields).pk


def test_a_provider_holds_a_license_once():
    provider = make_provider()
    make_license(provider, expires_on=SOME_DAY, number="A1")

    with pytest.raises(IntegrityError, match="license_once_a_provider"):
        make_license(provider, expires_on=SOME_DAY, number="A1", status=LicenseStatus.REPORTED)


def test_an_offering_stands_once_at_a_location(location):
    with pytest.raises(IntegrityError, match="offering_once"):
        make_offering(location, location.offerings.get().area_concern)


def test_a_span_of_hours_begins_once(location):
    with pytest.raises(IntegrityError, match="hours_open_once"):
        make_hours(location, 0)


@pytest.mark.parametrize(
    "fields",
    [{"cleared_at": "now"}, {"cleared_at": "now", "by": True}, {"by": True, "reason": "Another person"}],
    ids=["without a person", "without a reason", "without a time"],
)
def test_an_exclusion_is_cleared_with_person_time_and_reason_or_not(now, fields):
    hit = make_exclusion(make_provider(), now=now)
    changes = cleared_by_two(now) | {"cleared_at": None, "cleared_by": None, "reason": fields.get("reason", "")}
    changes |= {"cleared_at": now} if "cleared_at" in fields else {}
    changes |= {"cleared_by": make_user()} if "by" in fields else {}

    with pytest.raises(IntegrityError, match="exclusion_clearing_is_whole"):
        ExclusionHit.objects.filter(pk=hit.pk).update(**changes)


def test_one_person_alone_clears_no_exclusion(now):
    hit = make_exclusion(make_provider(), now=now)
    alone = cleared_by_two(now)
    alone["proposed_by"] = alone["cleared_by"]

    with pytest.raises(IntegrityError, match="exclusion_needs_two"):
        ExclusionHit.objects.filter(pk=hit.pk).update(**alone)


def test_an_exclusion_is_not_cleared_without_a_proposal(now):
    hit = make_exclusion(make_provider(), now=now)

    with pytest.raises(IntegrityError, match="exclusion_needs_two"):
        ExclusionHit.objects.filter(pk=hit.pk).update(cleared_at=now, cleared_by=make_user(), reason="Somebody else")


def test_a_match_on_npi_or_state_always_hides(now):
    hit = make_exclusion(make_provider(), now=now)

    with pytest.raises(IntegrityError, match="exclusion_only_weak_shows"):
        ExclusionHit.objects.filter(pk=hit.pk).update(hides=False)


def test_made_up_people_have_numbers_that_nobody_holds():
    assert make_provider(is_demonstration=True, npi="2000000010").pk


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(13.47, 144.75), (-14.28, -170.7), (21.3, -157.86), (71.29, -156.79), (18.4, -66.1), (52.0, 179.6)],
)
def test_the_whole_united_states_is_us_soil(latitude, longitude):
    assert make_location(latitude=latitude, longitude=longitude).pk


def test_decided_staff_cannot_be_deleted_with_their_decisions(location):
    decider = location.provider.screening_cases.get().decided_by

    with pytest.raises(IntegrityError), transaction.atomic():
        type(decider).objects.filter(pk=decider.pk).delete()


def test_one_day_is_the_shortest_approval(location):
    day = SOME_DAY + timedelta(days=1)
    ScreeningCase.objects.update(approved_from=day, approved_until=day)

    assert ScreeningCase.objects.filter(approved_from=day).exists()
