"""From rows to the engine's facts."""

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta

import pytest

from matching.engine import RADIUS_STEPS, Candidate, Service, Slot
from matching.search import enums
from matching.search.assembly import candidates_near, groups_for, requirements_for
from matching.snapshots.enums import SlotChoice
from matching.snapshots.facts import slots_of
from providers.directory.enums import Gender, LicenseStatus, Profession
from providers.directory.traits import BOXES, WISH_CODES
from providers.screening.enums import CheckResult
from providers.screening.models import ScreeningCheck
from tests.factories.matching import make_intake
from tests.factories.providers import (
    make_exclusion,
    make_hold,
    make_hours,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_screening,
)
from tests.factories.treatments import make_area_concern
from treatments.models import CostGuide, SessionPlan

FACE = Service(1, "face", "fine-lines")
NECK = Service(2, "neck", "fine-lines")
FACE_TONE = Service(3, "face", "dull-tone")
SCALP = Service(4, "scalp", "hair-loss")
CATALOG = [FACE, NECK, FACE_TONE, SCALP]


def test_the_words_of_the_models_are_those_of_the_engine():
    assert set(SlotChoice.values) == {slot.value for slot in Slot}
    assert enums.RADIUS_STEPS == RADIUS_STEPS


@pytest.mark.parametrize(
    ("areas", "concerns", "groups"),
    [
        ({"face"}, {"fine-lines"}, ({FACE},)),
        ({"face", "neck"}, {"fine-lines", "dull-tone"}, ({FACE}, {NECK}, {FACE_TONE})),
        ({"face", "scalp"}, set(), ({FACE, FACE_TONE}, {SCALP})),
        (set(), {"fine-lines", "hair-loss"}, ({FACE, NECK}, {SCALP})),
        (set(), set(), ({FACE, NECK, FACE_TONE, SCALP},)),
    ],
)
def test_what_is_chosen_becomes_need_groups(areas, concerns, groups):
    assert groups_for(areas=areas, concerns=concerns, services=CATALOG) == groups


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "slots"),
    [
        (0, "09:00", "17:00", {Slot.WEEKDAY_MORNING, Slot.WEEKDAY_AFTERNOON}),
        (4, "11:00", "12:30", {Slot.WEEKDAY_MORNING}),
        (4, "11:01", "12:59", set()),
        (2, "16:00", "18:00", {Slot.WEEKDAY_AFTERNOON, Slot.WEEKDAY_EVENING}),
        (2, "17:00", "17:59", set()),
        (1, "00:00", "23:59", {Slot.WEEKDAY_MORNING, Slot.WEEKDAY_AFTERNOON, Slot.WEEKDAY_EVENING}),
        (5, "11:30", "12:30", {Slot.SATURDAY}),
        (5, "11:30", "12:29", set()),
        (6, "20:00", "22:00", {Slot.SUNDAY}),
    ],
)
def test_a_slot_is_open_from_an_hour_on(weekday, opens, closes, slots):
    assert slots_of(weekday, time.fromisoformat(opens), time.fromisoformat(closes)) == slots


@pytest.mark.django_db
def test_the_search_is_what_the_intake_says(now):
    code = make_area_concern("face", "fine-lines").pk
    intake = make_intake(
        now=now, slots=["sunday"], slots_required=True, wishes=["woman"], musts=["speaks:es"], radius_miles=25
    )

    search = requirements_for(intake, on=now)

    assert search.groups == ({Service(code, "face", "fine-lines")},)
    assert (search.latitude, search.longitude, search.radius_miles) == (intake.latitude, intake.longitude, 25)
    assert (search.slots, search.slots_required) == ({Slot.SUNDAY}, True)
    assert (search.wishes, search.musts, search.max_price) == ({"woman"}, {"speaks:es"}, 250)
    assert search.on == now


@pytest.mark.django_db
def test_prices_and_course_length_come_from_the_catalog(now):
    make_area_concern()
    CostGuide.objects.update(low=111, high=333)
    SessionPlan.objects.update(sessions_min=6, sessions_max=12)

    search = requirements_for(make_intake(now=now), on=now)

    assert (search.price_low, search.price_high, search.sessions_min, search.sessions_max) == (111, 333, 6, 12)


@pytest.mark.django_db
def test_a_concern_that_is_switched_off_is_no_longer_asked_for(now):
    make_area_concern("face", "fine-lines")
    off = make_area_concern("neck", "fine-lines")
    off.is_active = False
    off.save()

    search = requirements_for(make_intake(now=now, areas=("face", "neck")), on=now)

    assert [service.area for group in search.groups for service in group] == ["face"]


def candidate_of(now: datetime, **intake: object) -> Candidate:
    """The only candidate there is, found by a search at `now`."""
    [candidate] = candidates_near(requirements_for(make_intake(now=now, **intake), on=now), on=now)
    return candidate


@pytest.mark.django_db
def test_a_candidate_states_the_facts_of_its_rows(now):
    location = make_listed_location(
        now=now, price=240, first_visit_fee=60, first_visit_fee_credited=True, latitude=37.9
    )
    candidate = candidate_of(now)

    code = location.offerings.get().area_concern_id
    assert (candidate.provider_id, candidate.location_id) == (location.provider_id, location.pk)
    assert (candidate.latitude, candidate.longitude) == (37.9, location.longitude)
    assert (candidate.time_zone, candidate.accepting) == ("America/Los_Angeles", True)
    assert candidate.stretches == ((date(2026, 11, 4), date(2027, 3, 23)),)  # 120 days of the clinic's word
    assert candidate.terms == {code: (240, 100)}
    assert (candidate.first_visit_fee, candidate.fee_credited) == (60, True)
    assert candidate.slots == {Slot.WEEKDAY_MORNING, Slot.WEEKDAY_AFTERNOON}
    assert candidate.next_opening is None


@pytest.mark.django_db
def test_only_active_licenses_count_and_the_longest_of_a_state_decides(now):
    provider = make_listed_location(now=now).provider
    provider.licenses.update(expires_on=date(2027, 1, 31))
    make_license(provider, state="CA", expires_on=date(2027, 3, 10))
    make_license(provider, state="NV", expires_on=date(2028, 1, 1), status=LicenseStatus.SUSPENDED)
    make_license(provider, state="OR", expires_on=None, status=LicenseStatus.REVOKED)
    make_license(provider, state="CA", expires_on=date(2028, 1, 1), profession=Profession.REGISTERED_NURSE)

    assert max(last for _first, last in candidate_of(now).stretches) == date(2027, 3, 10)


@pytest.mark.django_db
def test_a_screening_ends_with_the_first_check_that_runs_out(now):
    make_listed_location(now=now)
    ScreeningCheck.objects.filter(kind="insurance").update(good_until=date(2026, 12, 31))

    assert candidate_of(now).stretches == ((date(2026, 11, 4), date(2026, 12, 31)),)


@pytest.mark.django_db
@pytest.mark.parametrize("result", [CheckResult.FAIL, CheckResult.UNABLE])
def test_a_screening_with_a_check_that_is_no_pass_is_none(now, result):
    make_listed_location(now=now)
    ScreeningCheck.objects.filter(kind="license").update(result=result)

    assert candidate_of(now).stretches == ()


@pytest.mark.django_db
def test_of_several_screenings_each_is_a_stretch(now):
    location = make_listed_location(now=now)
    today = now.date()
    make_screening(location.provider, approved_from=today + timedelta(days=30), approved_until=date(2030, 1, 1))

    assert [first for first, _last in candidate_of(now).stretches] == [date(2026, 11, 4), date(2026, 12, 24)]


@pytest.mark.django_db
def test_traits_are_what_is_stated_and_nothing_else(now):
    doctor = make_provider(gender=Gender.WOMAN, languages=["en", "es"], profession=Profession.PHYSICIAN_DO)
    make_listed_location(now=now, provider=doctor, **dict.fromkeys(BOXES, True))
    nurse = make_provider(profession=Profession.NURSE_PRACTITIONER, languages=[])
    make_listed_location(now=now, provider=nurse)

    candidates = candidates_near(requirements_for(make_intake(now=now), on=now), on=now)

    traits = {candidate.provider_id: candidate.traits for candidate in candidates}
    assert traits[doctor.pk] == {"doctor", "woman", "step_free", "parking", "video_first", "speaks:en", "speaks:es"}
    assert traits[nurse.pk] == set()
    assert set().union(*traits.values()) <= set(WISH_CODES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opening", "confirmed", "known"),
    [
        # 3:00 in UTC on the 26th is still the 25th at the clinic.
        (datetime(2026, 11, 26, 3, tzinfo=UTC), date(2026, 11, 24), date(2026, 11, 25)),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), date(2026, 11, 10), date(2026, 11, 25)),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), date(2026, 11, 9), None),
        (datetime(2026, 11, 26, 3, tzinfo=UTC), None, None),
        (datetime(2026, 11, 24, 16, tzinfo=UTC), date(2026, 11, 24), None),
        (None, date(2026, 11, 24), None),
    ],
)
def test_an_opening_is_known_while_it_lies_ahead_and_was_confirmed_lately(now, opening, confirmed, known):
    location = make_listed_location(now=now, next_opening_at=opening, hours_confirmed_on=confirmed)

    assert candidate_of(now).next_opening == known
    assert (location.fresh_opening(on=now) is not None) == (known is not None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("next_hours", "second_hours", "named"),
    [
        # It is a Tuesday, 8 AM at the clinic.
        (2, 34, {Slot.WEEKDAY_MORNING: 24, Slot.WEEKDAY_EVENING: 25}),
        (-1, 34, {Slot.WEEKDAY_EVENING: 25}),
        (2, 26, {Slot.WEEKDAY_MORNING: 24}),
        (2, None, {Slot.WEEKDAY_MORNING: 24}),
        (-30, -6, {}),
    ],
)
def test_two_openings_are_told_by_the_part_of_the_week_and_the_next_is_the_first_to_come(
    now, next_hours, second_hours, named
):
    openings = [hours and now + timedelta(hours=hours) for hours in (next_hours, second_hours)]
    location = make_listed_location(
        now=now, next_opening_at=openings[0], second_opening_at=openings[1], hours_confirmed_on=now.date()
    )
    days = {slot: date(2026, 11, day) for slot, day in named.items()}

    candidate = candidate_of(now)

    assert candidate.openings == days
    assert candidate.next_opening == min(days.values(), default=None)
    assert [at.hour for at in location.fresh_openings(on=now)] == [at.hour for at in openings if at and at >= now]


@pytest.mark.django_db
def test_against_whom_something_stands_whatever_the_day_is_nobodys_candidate(now):
    make_exclusion(make_listed_location(now=now).provider, now=now)
    make_hold(make_listed_location(now=now).provider, now=now)
    make_listed_location(now=now, is_active=False)
    make_listed_location(now=now, provider=make_provider(npi_deactivated_on=date(2026, 1, 1)))

    assert candidates_near(requirements_for(make_intake(now=now), on=now), on=now) == []


@pytest.mark.django_db
def test_who_offers_part_of_what_is_asked_is_a_candidate_and_who_offers_none_is_not(now):
    face, neck = make_area_concern("face"), make_area_concern("neck")
    part = make_listed_location(now=now, area_concerns=[neck])
    make_listed_location(now=now, area_concerns=[make_area_concern("hands")])
    off = make_location()
    make_offering(off, face, is_active=False)

    candidates = candidates_near(requirements_for(make_intake(now=now, areas=("face", "neck")), on=now), on=now)

    assert [(candidate.location_id, set(candidate.terms)) for candidate in candidates] == [(part.pk, {neck.pk})]


@pytest.mark.django_db
def test_everyone_within_the_widest_radius_is_a_candidate(now):
    inside = make_listed_location(now=now, latitude=37.8088 + 99.9 / 69.1)
    make_listed_location(now=now, latitude=37.8088 + 101 / 69.0)

    assert candidate_of(now, radius_miles=5).location_id == inside.pk


@pytest.mark.django_db
def test_the_180th_meridian_is_no_edge(now):
    islands = {"state": "AK", "time_zone": "America/Adak", "latitude": 51.9}
    west = make_listed_location(now=now, longitude=179.6, **islands)
    east = make_listed_location(now=now, longitude=-179.6, **islands)
    intake = make_intake(now=now, latitude=51.9, longitude=-179.9)

    candidates = candidates_near(requirements_for(intake, on=now), on=now)

    assert {candidate.location_id for candidate in candidates} == {west.pk, east.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("how_many", [1, 12])
def test_candidates_take_four_queries_however_many_there_are(now, how_many, django_assert_num_queries):
    for _ in range(how_many):
        make_hours(make_listed_location(now=now), 5)
    search = requirements_for(make_intake(now=now), on=now)

    with django_assert_num_queries(4):
        candidates = candidates_near(search, on=now)

    assert len(candidates) == how_many


def test_no_fact_of_a_candidate_is_left_to_a_default():
    """A forgotten fact must fail here, not open a gate."""
    assert all(field.default is field.default_factory for field in fields(Candidate))
