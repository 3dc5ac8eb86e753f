import json
from dataclasses import replace

import pytest
from hypothesis import given

from matching.engine import (
    RADIUS_STEPS,
    RELAXABLE,
    Change,
    Failure,
    Need,
    Relaxation,
    Slot,
    Terms,
    apply,
    failures,
    rank,
    score,
)
from matching.engine.ranking import NEAR_MISSES_SHOWN
from matching.engine.weights import CURRENT
from tests.matching.engine.engine_strategies import (
    DAY,
    FACE_LINES,
    FACE_TONE,
    GOOD,
    NECK_LINES,
    NECK_TONE,
    SCALP_HAIR,
    SEARCH,
    TODAY,
    directories,
    requirements,
)


def wanting(*groups, **change):
    return replace(SEARCH, groups=tuple(frozenset(group) for group in groups), **({"max_price": None} | change))


def only_near_miss(search, candidate):
    (miss,) = rank(search, [candidate]).near_misses
    return miss


@pytest.mark.parametrize(
    ("search", "change", "need", "relaxation"),
    [
        ({}, {"latitude": 38.3}, Need.WITHIN_RADIUS, Relaxation(Change.WIDEN_RADIUS, 50)),
        ({"radius_miles": 1.0}, {}, Need.WITHIN_RADIUS, Relaxation(Change.WIDEN_RADIUS, 5)),
        ({}, {"terms": {1: Terms(317, 5)}}, Need.PRICE, Relaxation(Change.RAISE_LIMIT, 317)),
        ({"slots_required": True}, {"slots": frozenset({Slot.SUNDAY})}, Need.SLOTS, Relaxation(Change.DROP_SLOTS)),
        ({"musts": frozenset({"woman"})}, {}, Need.MUST, Relaxation(Change.DROP_MUST, "woman")),
    ],
)
def test_the_one_need_that_fails_is_relaxed_just_enough(search, change, need, relaxation):
    miss = only_near_miss(replace(SEARCH, **search), replace(GOOD, **change))

    assert (miss.failure.need, miss.relaxation) == (need, relaxation)


@pytest.mark.parametrize(
    "change",
    [
        {"stretches": ()},
        {"stretches": ((TODAY - 9 * DAY, TODAY - DAY),)},
        {"accepting": False},
    ],
)
@pytest.mark.parametrize("also", [{}, {"latitude": 38.3}, {"terms": {1: Terms(317, 5)}}])
def test_what_was_checked_about_a_provider_is_never_relaxed(change, also):
    ranking = rank(SEARCH, [replace(GOOD, **change, **also)])

    assert ranking.near_misses == ranking.blocking == ()


def test_two_failing_needs_make_no_near_miss():
    both = replace(GOOD, latitude=38.3, terms={1: Terms(317, 5)})
    two_musts = replace(SEARCH, musts=frozenset({"woman", "step_free"}))

    assert rank(SEARCH, [both]).near_misses == ()
    assert rank(two_musts, [GOOD]).near_misses == ()


def test_beyond_the_widest_step_nothing_helps():
    assert rank(SEARCH, [replace(GOOD, latitude=SEARCH.latitude + 1.5)]).near_misses == ()


def test_an_area_is_dropped_when_that_alone_helps():
    miss = only_near_miss(wanting({FACE_LINES}, {SCALP_HAIR}), GOOD)

    assert miss.relaxation == Relaxation(Change.DROP_AREA, "scalp")
    assert miss.scored.quote.session == 200


def test_a_concern_is_dropped_when_no_area_will_do():
    search = wanting({FACE_LINES}, {FACE_TONE}, {NECK_LINES}, {NECK_TONE})

    assert only_near_miss(search, GOOD).relaxation == Relaxation(Change.DROP_CONCERN, "dull-tone")


def test_the_drop_that_gives_up_least_is_offered():
    search = wanting({FACE_LINES}, {NECK_LINES}, {NECK_TONE})

    assert only_near_miss(search, GOOD).relaxation == Relaxation(Change.DROP_CONCERN, "dull-tone")


def test_no_drop_when_nothing_would_be_left_or_one_is_not_enough():
    nothing_left = wanting({SCALP_HAIR})
    two_drops = wanting({FACE_LINES}, {SCALP_HAIR}, {NECK_TONE})

    assert rank(nothing_left, [GOOD]).near_misses == ()
    assert rank(two_drops, [GOOD]).near_misses == ()


def test_no_drop_when_the_rest_would_be_over_the_limit():
    assert rank(wanting({FACE_LINES}, {SCALP_HAIR}, max_price=199), [GOOD]).near_misses == ()


def test_a_provider_that_matches_at_one_place_is_no_near_miss_at_another():
    elsewhere = replace(GOOD, location_id=11, latitude=38.3)

    ranking = rank(SEARCH, [GOOD, elsewhere])

    assert len(ranking.matches) == 1
    assert ranking.near_misses == ranking.blocking == ()


def test_at_most_four_are_shown_the_best_first_each_provider_once():
    dear = [
        replace(GOOD, provider_id=n, location_id=n * 10 + room, terms={1: Terms(310 + 10 * n + room, 5)})
        for n in range(1, 7)
        for room in (0, 1)
    ]

    shown = rank(SEARCH, dear).near_misses

    scores = [miss.scored.score for miss in shown]
    assert len(shown) == len({miss.scored.candidate.provider_id for miss in shown}) == NEAR_MISSES_SHOWN == 4
    assert scores == sorted(scores, reverse=True)


@given(requirements(), directories())
def test_a_near_miss_fails_one_relaxable_need_and_its_relaxation_makes_it_a_match(search, directory):
    ranking = rank(search, directory)
    matched = {match.candidate.provider_id for match in ranking.matches}

    for miss in ranking.near_misses:
        candidate, relaxed = miss.scored.candidate, apply(search, miss.relaxation)
        assert failures(search, candidate) == (miss.failure,)
        assert miss.failure.need in RELAXABLE
        assert failures(relaxed, candidate) == ()
        assert miss.scored == score(relaxed, candidate, CURRENT)
        assert candidate.provider_id not in matched


@given(requirements(), directories())
def test_a_relaxation_is_the_smallest_that_helps(search, directory):
    for miss in rank(search, directory).near_misses:
        for less in smaller(search, miss.relaxation):
            assert failures(apply(search, less), miss.scored.candidate) != ()


@given(requirements(), directories())
def test_whoever_one_relaxation_would_let_in_is_told(search, directory):
    ranking = rank(search, directory)
    hopeful = {miss.scored.candidate.provider_id for miss in ranking.near_misses}
    matched = {match.candidate.provider_id for match in ranking.matches}

    for candidate in directory:
        if any(not failures(relaxed, candidate) for relaxed in every_relaxation(search)) and len(hopeful) < 4:
            assert candidate.provider_id in hopeful | matched


def smaller(search, relaxation):
    match relaxation.change:
        case Change.WIDEN_RADIUS:
            return [Relaxation(Change.WIDEN_RADIUS, step) for step in RADIUS_STEPS if step < relaxation.value]
        case Change.RAISE_LIMIT:
            return [Relaxation(Change.RAISE_LIMIT, relaxation.value - 1)]
        case Change.DROP_AREA | Change.DROP_CONCERN:
            kept = len(apply(search, relaxation).groups)
            return [drop for drop in drops(search) if len(apply(search, drop).groups) > kept]
        case _:
            return []


def drops(search):
    services = {service for group in search.groups for service in group}
    named = {Relaxation(Change.DROP_AREA, service.area) for service in services}
    named |= {Relaxation(Change.DROP_CONCERN, service.concern) for service in services}
    return [drop for drop in named if can_apply(search, drop)]


def every_relaxation(search):
    relaxations = [Relaxation(Change.WIDEN_RADIUS, step) for step in RADIUS_STEPS]
    relaxations += [Relaxation(Change.RAISE_LIMIT, 10**6), Relaxation(Change.DROP_SLOTS), *drops(search)]
    relaxations += [Relaxation(Change.DROP_MUST, code) for code in search.musts]
    return [apply(search, relaxation) for relaxation in relaxations]


def can_apply(search, drop):
    try:
        return bool(apply(search, drop))
    except ValueError:
        return False


def test_a_must_that_is_dropped_still_ranks():
    relaxed = apply(replace(SEARCH, musts=frozenset({"woman"})), Relaxation(Change.DROP_MUST, "woman"))

    assert (relaxed.musts, relaxed.wishes) == (frozenset(), frozenset({"woman", "speaks:es"}))


def test_slots_that_are_dropped_still_rank():
    relaxed = apply(replace(SEARCH, slots_required=True), Relaxation(Change.DROP_SLOTS))

    assert (relaxed.slots_required, relaxed.slots) == (False, SEARCH.slots)


def test_dropping_an_area_leaves_whoever_is_not_sure_every_choice():
    not_sure = {FACE_LINES, NECK_LINES}

    assert apply(wanting(not_sure, {NECK_TONE}), Relaxation(Change.DROP_AREA, "neck")) == wanting(not_sure)


@given(requirements(), directories())
def test_a_relaxation_never_shuts_anyone_out(search, directory):
    for relaxed in every_relaxation(search):
        for candidate in directory:
            assert set(failures(relaxed, candidate)) <= set(failures(search, candidate)) | {Failure(Need.PRICE)}
            assert failures(search, candidate) or not failures(relaxed, candidate)


@pytest.mark.parametrize(
    ("change", "relaxation"),
    [
        ({"radius_miles": 60.0}, Relaxation(Change.WIDEN_RADIUS, 50)),
        ({"max_price": None}, Relaxation(Change.RAISE_LIMIT, 500)),
        ({"max_price": 600}, Relaxation(Change.RAISE_LIMIT, 500)),
        ({}, Relaxation(Change.DROP_MUST, "woman")),
        ({}, Relaxation(Change.DROP_AREA, "scalp")),
    ],
)
def test_a_relaxation_never_asks_for_more(change, relaxation):
    search = replace(SEARCH, **change)

    assert apply(search, relaxation) == search


@pytest.mark.parametrize(
    "relaxation",
    [
        Relaxation(Change.WIDEN_RADIUS, 50),
        Relaxation(Change.RAISE_LIMIT, 317),
        Relaxation(Change.DROP_SLOTS),
        Relaxation(Change.DROP_MUST, "speaks:es"),
        Relaxation(Change.DROP_AREA, "neck"),
        Relaxation(Change.DROP_CONCERN, "dull-tone"),
    ],
)
def test_a_relaxation_survives_json(relaxation):
    assert Relaxation.from_dict(json.loads(json.dumps(relaxation.to_dict()))) == relaxation


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (Change.WIDEN_RADIUS, 26),
        (Change.WIDEN_RADIUS, "25"),
        (Change.RAISE_LIMIT, 0),
        (Change.RAISE_LIMIT, 99.5),
        (Change.DROP_SLOTS, "sunday"),
        (Change.DROP_MUST, ""),
        (Change.DROP_AREA, 3),
    ],
)
def test_a_value_that_does_not_belong_to_the_change_is_refused(change, value):
    with pytest.raises(ValueError, match="is no value for"):
        Relaxation(change, value)
