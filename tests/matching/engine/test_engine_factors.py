import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Factor, Slot, Terms, failures, score, slot_of
from matching.engine.factors import (
    USUAL_DAYS,
    cost,
    cost_scale,
    counted_miles,
    distance,
    experience,
    openings,
    wishes,
)
from matching.engine.weights import CURRENT
from tests.matching.engine.engine_strategies import DAY, FACE_LINES, GOOD, NECK_LINES, SEARCH, TODAY, matches

counts = st.integers(0, 10**6)


def value(factor, search=SEARCH, **change):
    return score(search, replace(GOOD, **change), CURRENT).values[factor]


@pytest.mark.parametrize(("miles", "expected"), [(0, 1.0), (5, 0.8), (12.5, 0.5), (25, 0.0)])
def test_distance_falls_in_a_straight_line_to_the_radius(miles, expected):
    assert distance(miles, 25.0) == pytest.approx(expected)


@pytest.mark.parametrize(("latitude", "points"), [(0.0, 23_000), (0.02, 23_000), (0.1, 18_091)])
def test_a_clinic_known_by_its_zip_code_alone_counts_as_two_miles_away_at_least(latitude, points):
    there = replace(GOOD, latitude=SEARCH.latitude + latitude, at_zip_middle=True)

    assert score(SEARCH, there, CURRENT).parts[Factor.DISTANCE] == points


@given(st.floats(0, 30), st.floats(0, 30))
def test_counted_miles_never_fall_as_miles_rise_and_are_those_of_the_door_where_it_is_known(miles, more):
    assert counted_miles(miles, at_zip_middle=True) <= counted_miles(miles + more, at_zip_middle=True)
    assert counted_miles(miles, at_zip_middle=False) == miles <= counted_miles(miles, at_zip_middle=True)


@given(matches())
def test_a_pin_within_two_miles_of_the_middle_costs_nothing_and_no_need_asks_for_one(candidate):
    told, untold = (replace(candidate, at_zip_middle=untold) for untold in (False, True))
    pinned = replace(told, latitude=SEARCH.latitude + 0.02)  # 1.4 miles
    unpinned = replace(untold, latitude=SEARCH.latitude)

    assert score(SEARCH, pinned, CURRENT).score >= score(SEARCH, unpinned, CURRENT).score
    assert score(SEARCH, told, CURRENT).score >= score(SEARCH, untold, CURRENT).score
    assert failures(SEARCH, told) == failures(SEARCH, untold)


@pytest.mark.parametrize(
    ("course", "expected"), [(100, 1.0), (900, 1.0), (1200, 2 / 3), (1350, 0.5), (1800, 0.0), (1900, 0.0)]
)
def test_cost_is_full_at_the_low_end_and_nothing_at_the_limit(course, expected):
    assert cost(course, 900, 1800) == pytest.approx(expected)


def test_cost_with_a_limit_under_the_low_end_is_full_for_all_who_keep_it():
    assert cost(600, 900, 600) == 1.0


def test_cost_is_measured_from_the_guide_to_the_limit_for_the_shortest_course():
    assert cost_scale(SEARCH) == (150 * 6, 300 * 6)
    assert cost_scale(replace(SEARCH, max_price=None)) == (150 * 6, 400 * 6)


def test_cost_expects_more_when_more_areas_are_asked_for():
    two = replace(SEARCH, groups=(frozenset({FACE_LINES}), frozenset({NECK_LINES})), max_price=None)

    assert cost_scale(two) == (300 * 6, 800 * 6)


def test_cost_counts_the_fee_for_the_first_visit_unless_it_is_credited():
    assert value(Factor.COST, first_visit_fee=90) == pytest.approx((1800 - 1290) / 900)
    assert value(Factor.COST, first_visit_fee=90, fee_credited=True) == pytest.approx((1800 - 1200) / 900)


@pytest.mark.parametrize(("days", "expected"), [(0, 1.0), (2, 1.0), (3, 25 / 26), (15, 0.5), (28, 0.0), (90, 0.0)])
def test_an_opening_is_full_within_two_days_and_nothing_after_four_weeks(days, expected):
    assert openings(days, 0, 0) == pytest.approx(expected)


def test_an_opening_counts_as_far_as_it_can_be_at_the_asked_times():
    assert openings(2, 2, 2) == 1.0
    assert openings(2, 2, 1) == pytest.approx(0.5)
    assert openings(15, 2, 1) == pytest.approx(0.375)
    assert openings(28, 2, 2) == pytest.approx(0.5)
    assert openings(0, 1, 0) == 0.0


def test_openings_count_only_the_slots_that_were_asked_for():
    asked = replace(SEARCH, slots=frozenset({Slot.SUNDAY, Slot.SATURDAY}))
    whenever = replace(SEARCH, slots=frozenset())

    assert value(Factor.OPENINGS, asked, next_opening=TODAY) == pytest.approx(0.5)
    assert value(Factor.OPENINGS, whenever, next_opening=TODAY, slots=frozenset()) == 1.0


def test_where_the_clinic_names_an_opening_at_a_time_that_was_asked_that_one_counts():
    named = {Slot.WEEKDAY_MORNING: TODAY + DAY, Slot.SATURDAY: TODAY + 15 * DAY}

    assert value(Factor.OPENINGS, next_opening=TODAY + DAY, openings=named) == openings(15, 1, 1)
    assert value(Factor.OPENINGS, next_opening=TODAY + DAY, openings={Slot.SATURDAY: TODAY + DAY}) == openings(1, 1, 1)


def test_of_two_openings_at_times_that_were_asked_the_sooner_counts():
    weekend = replace(SEARCH, slots=frozenset({Slot.SATURDAY, Slot.SUNDAY}))
    named = {Slot.SUNDAY: TODAY + 3 * DAY, Slot.SATURDAY: TODAY + 15 * DAY}

    assert value(Factor.OPENINGS, weekend, next_opening=TODAY + 3 * DAY, openings=named) == openings(3, 2, 1)


@pytest.mark.parametrize("named", [{}, {Slot.WEEKDAY_MORNING: TODAY + 9 * DAY}, {Slot.SATURDAY: TODAY - DAY}])
def test_where_it_names_none_to_come_at_such_a_time_the_next_counts_whenever_it_is(named):
    assert value(Factor.OPENINGS, next_opening=TODAY + 9 * DAY, openings=named) == openings(9, 1, 1)


def test_who_asks_for_no_times_is_told_of_the_next_whenever_it_is():
    whenever = replace(SEARCH, slots=frozenset())
    named = {Slot.WEEKDAY_MORNING: TODAY + 3 * DAY, Slot.SATURDAY: TODAY + 15 * DAY}

    assert value(Factor.OPENINGS, whenever, next_opening=TODAY + 3 * DAY, openings=named) == openings(3, 0, 0)


@pytest.mark.parametrize(
    ("local", "slot"),
    [
        ("2026-11-23T00:00", Slot.WEEKDAY_MORNING),  # a Monday
        ("2026-11-23T11:59", Slot.WEEKDAY_MORNING),
        ("2026-11-23T12:00", Slot.WEEKDAY_AFTERNOON),
        ("2026-11-27T16:59", Slot.WEEKDAY_AFTERNOON),
        ("2026-11-27T17:00", Slot.WEEKDAY_EVENING),
        ("2026-11-28T09:00", Slot.SATURDAY),
        ("2026-11-29T18:00", Slot.SUNDAY),
    ],
)
def test_each_moment_of_a_week_lies_in_one_slot(local, slot):
    assert slot_of(datetime.datetime.fromisoformat(local)) == slot


def test_an_opening_in_the_past_is_stale_like_one_that_nobody_told():
    assert value(Factor.OPENINGS, next_opening=TODAY - DAY) == value(Factor.OPENINGS, next_opening=None)


def test_an_opening_that_nobody_told_counts_as_the_usual_wait_and_costs_less_than_a_far_one():
    unknown = value(Factor.OPENINGS, next_opening=None)

    assert unknown == value(Factor.OPENINGS, next_opening=TODAY + USUAL_DAYS * DAY)
    assert unknown > value(Factor.OPENINGS, next_opening=TODAY + 28 * DAY)


def test_who_wants_to_begin_soon_cannot_rely_on_an_opening_that_nobody_told():
    soon = replace(SEARCH, matters_most=Factor.OPENINGS)

    assert value(Factor.OPENINGS, soon, next_opening=None) == value(
        Factor.OPENINGS, soon, next_opening=TODAY + 28 * DAY
    )


@pytest.mark.parametrize(("sessions", "expected"), [(0, 0.0), (50, 0.5), (450, 0.9)])
def test_experience_is_half_at_fifty_sessions(sessions, expected):
    assert experience(sessions) == pytest.approx(expected)


@pytest.mark.parametrize(("met", "asked", "expected"), [(0, 0, 1.0), (0, 2, 0.0), (1, 2, 0.5), (2, 2, 1.0)])
def test_wishes_are_the_share_that_is_met(met, asked, expected):
    assert wishes(met, asked) == expected


@given(st.floats(0, 200), st.floats(0, 200), st.floats(1, 100))
def test_nearer_is_never_worse(a, b, radius):
    near, far = sorted((a, b))

    assert 1.0 >= distance(near, radius) >= distance(far, radius) >= 0.0


@given(counts, counts, counts, counts)
def test_cheaper_is_never_worse(a, b, cheap, dear):
    less, more = sorted((a, b))

    assert 1.0 >= cost(less, cheap, dear) >= cost(more, cheap, dear) >= 0.0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 5), st.integers(0, 5))
def test_sooner_and_more_of_the_asked_times_are_never_worse(a, b, asked, open_slots):
    soon, late = sorted((a, b))
    open_slots = min(asked, open_slots)

    assert 1.0 >= openings(soon, asked, open_slots) >= openings(late, asked, open_slots)
    assert openings(late, asked, open_slots) >= openings(90, asked, open_slots) >= 0.0
    assert openings(late, asked, open_slots) >= openings(late, asked, max(0, open_slots - 1))


@given(counts, counts)
def test_more_sessions_are_never_worse(a, b):
    fewer, more = sorted((a, b))

    assert 0.0 <= experience(fewer) <= experience(more) < 1.0


@given(matches(), st.none() | st.sampled_from(Factor), st.data())
def test_no_fact_that_gets_better_costs_a_point(candidate, most, data):
    better = data.draw(st.sampled_from(sorted(improved(candidate))))
    search = replace(SEARCH, matters_most=most)
    before = score(search, candidate, CURRENT)
    after = score(search, improved(candidate)[better], CURRENT)

    assert all(after.parts[factor] >= before.parts[factor] for factor in Factor)


def improved(candidate):
    price, done = candidate.terms[1]
    opening, named = candidate.next_opening, candidate.openings
    sooner = {slot: max(TODAY, day - DAY) if day >= TODAY else day for slot, day in named.items()}
    changes = {
        "nearer": {"latitude": (candidate.latitude + SEARCH.latitude) / 2},
        "cheaper": {"terms": {1: Terms(price - 7, done)}},
        "more experienced": {"terms": {1: Terms(price, done + 1)}},
        "without a fee": {"first_visit_fee": 0},
        "fee credited": {"fee_credited": True},
        "open more": {"slots": candidate.slots | {Slot.SATURDAY}},
        "grants a wish": {"traits": candidate.traits | {"speaks:es"}},
        "opening known": {"next_opening": opening if opening and opening >= TODAY else TODAY + 9 * DAY},  # and near
        "all openings sooner": {
            "openings": sooner,
            "next_opening": opening and max(opening - DAY, min(opening, TODAY)),
        },
        "opening sooner": {"next_opening": max(TODAY, opening - DAY) if opening and opening >= TODAY else opening},
    }
    return {name: replace(candidate, **change) for name, change in changes.items()}
