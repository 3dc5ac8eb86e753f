import datetime
from dataclasses import replace

import pytest
from hypothesis import given

from matching.engine import RELAXABLE, Failure, Need, Slot, Terms, failures, rank
from tests.matching.engine.engine_strategies import (
    DAY,
    FACE_LINES,
    FACE_TONE,
    GOOD,
    NECK_LINES,
    SCALP_HAIR,
    SEARCH,
    TODAY,
    directories,
    requirements,
)


def needs(search, candidate):
    return [failure.need for failure in failures(search, candidate)]


def test_a_good_candidate_passes():
    assert failures(SEARCH, GOOD) == ()


@pytest.mark.parametrize(
    ("change", "need"),
    [
        ({"stretches": ()}, Need.LISTED),
        ({"stretches": ((TODAY - 9 * DAY, TODAY - DAY),)}, Need.LISTED),
        ({"stretches": ((TODAY + DAY, TODAY + 9 * DAY),)}, Need.LISTED),
        ({"stretches": ((TODAY - 9 * DAY, TODAY - DAY), (TODAY + DAY, TODAY + 9 * DAY))}, Need.LISTED),
        ({"stretches": ((TODAY + DAY, TODAY - DAY),)}, Need.LISTED),
        ({"accepting": False}, Need.ACCEPTING),
        ({"terms": {2: Terms(150, 9)}}, Need.SERVICES),
        ({"latitude": 39.0}, Need.WITHIN_RADIUS),
        ({"terms": {1: Terms(301, 80)}}, Need.PRICE),
    ],
)
def test_a_gate_excludes_however_good_the_rest(change, need):
    best = {"latitude": SEARCH.latitude, "next_opening": TODAY, "terms": {1: Terms(150, 10**6)}}
    candidate = replace(GOOD, **(best | change))

    ranking = rank(SEARCH, [candidate])

    assert needs(SEARCH, candidate) == [need]
    assert ranking.matches == ()
    assert ranking.excluded[0].failures == (Failure(need),)


@pytest.mark.parametrize(
    ("zone", "last_moment"),
    [
        ("America/Los_Angeles", datetime.datetime(2026, 11, 23, 7, 59, 59, tzinfo=datetime.UTC)),
        ("America/New_York", datetime.datetime(2026, 11, 23, 4, 59, 59, tzinfo=datetime.UTC)),
        ("Pacific/Honolulu", datetime.datetime(2026, 11, 23, 9, 59, 59, tzinfo=datetime.UTC)),
    ],
)
def test_what_ends_today_is_good_until_midnight_at_the_clinic(zone, last_moment):
    ends_today = replace(GOOD, time_zone=zone, stretches=((TODAY - DAY, TODAY),))

    assert failures(replace(SEARCH, on=last_moment), ends_today) == ()
    assert failures(replace(SEARCH, on=last_moment + datetime.timedelta(seconds=1)), ends_today) != ()


@pytest.mark.parametrize("also", [(), ((TODAY - 9 * DAY, TODAY - DAY),), ((TODAY + DAY, TODAY + 9 * DAY),)])
def test_one_stretch_that_holds_is_enough_and_its_first_day_counts(also):
    assert failures(SEARCH, replace(GOOD, stretches=((TODAY, TODAY), *also))) == ()
    assert failures(SEARCH, replace(GOOD, stretches=(*also, (TODAY, TODAY)))) == ()


def test_every_failing_need_is_kept_in_the_order_of_explanation():
    search = replace(
        SEARCH,
        groups=(frozenset({FACE_LINES}), frozenset({SCALP_HAIR})),
        slots_required=True,
        wishes=frozenset(),
        musts=frozenset({"woman", "step_free", "doctor"}),
    )
    hopeless = replace(GOOD, stretches=(), accepting=False, latitude=45.0, slots=frozenset())

    assert failures(search, hopeless) == (
        Failure(Need.LISTED),
        Failure(Need.ACCEPTING),
        Failure(Need.SERVICES),
        Failure(Need.WITHIN_RADIUS),
        Failure(Need.SLOTS),
        Failure(Need.MUST, "step_free"),
        Failure(Need.MUST, "woman"),
    )


def test_every_group_is_needed_and_any_service_of_a_group_will_do():
    not_sure = replace(SEARCH, groups=(frozenset({FACE_LINES, SCALP_HAIR}), frozenset({NECK_LINES})), max_price=None)

    assert failures(not_sure, GOOD) == ()
    assert needs(not_sure, replace(GOOD, terms={1: Terms(200, 1), 5: Terms(200, 1)})) == [Need.SERVICES]


def test_without_a_limit_no_price_is_too_high():
    dear = replace(GOOD, terms={1: Terms(9000, 1)})

    assert needs(SEARCH, dear) == [Need.PRICE]
    assert failures(replace(SEARCH, max_price=None), dear) == ()


def test_the_limit_and_the_radius_themselves_are_still_within():
    miles = GOOD.miles_from(SEARCH.latitude, SEARCH.longitude)

    assert failures(replace(SEARCH, max_price=200, radius_miles=miles), GOOD) == ()
    assert needs(replace(SEARCH, max_price=199), GOOD) == [Need.PRICE]
    assert needs(replace(SEARCH, radius_miles=miles - 0.001), GOOD) == [Need.WITHIN_RADIUS]


def test_the_price_is_not_judged_where_there_is_none():
    both = replace(SEARCH, groups=(frozenset({FACE_LINES}), frozenset({FACE_TONE})), max_price=1)

    assert needs(both, GOOD) == [Need.SERVICES]


@pytest.mark.parametrize(
    ("open_slots", "required", "passes"),
    [
        ({Slot.SUNDAY}, False, True),
        ({Slot.SUNDAY}, True, False),
        ({Slot.SATURDAY}, True, True),
        (set(), True, False),
    ],
)
def test_slots_filter_only_when_required_and_one_in_common_will_do(open_slots, required, passes):
    search = replace(SEARCH, slots=frozenset({Slot.SATURDAY, Slot.WEEKDAY_EVENING}), slots_required=required)

    assert (failures(search, replace(GOOD, slots=frozenset(open_slots))) == ()) is passes


def test_nobody_can_relax_what_was_checked_about_a_provider():
    checked = {Need.LISTED, Need.ACCEPTING}

    assert checked.isdisjoint(RELAXABLE)
    assert checked | RELAXABLE == set(Need)


@given(requirements(), directories())
def test_who_matches_fails_nothing_and_who_fails_nothing_matches(search, directory):
    ranking = rank(search, directory)

    passing = {candidate.provider_id for candidate in directory if not failures(search, candidate)}
    assert {match.candidate.provider_id for match in ranking.matches} == passing
    assert all(failures(search, match.candidate) == () for match in ranking.matches)
    assert len(ranking.excluded) == sum(bool(failures(search, candidate)) for candidate in directory)
