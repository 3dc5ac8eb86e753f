"""What keeps a list empty, in totals: each is what a plain count over the directory says."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching.engine import RELAXABLE, Change, Relaxation, Terms, apply, failures, rank, standing
from tests.matching.engine.engine_strategies import (
    FACE_LINES,
    GOOD,
    NECK_LINES,
    SCALP_HAIR,
    SEARCH,
    SERVICES,
    directories,
    requirements,
)

BOTH = replace(SEARCH, groups=(frozenset({FACE_LINES}), frozenset({NECK_LINES}), frozenset({SCALP_HAIR})))


def people(*terms, **facts):
    made = [dict.fromkeys(codes, Terms(200, 5)) for codes in terms]
    return [replace(GOOD, provider_id=n, location_id=n, terms=codes, **facts) for n, codes in enumerate(made)]


def told(search, directory):
    return [(part.relaxation, part.meet) for part in standing(search, directory).parts]


def test_where_nobody_offers_all_the_rarest_comes_first():
    directory = people({1}, {1}, {1, 3}, {3})

    found = standing(BOTH, directory)

    assert (found.near, found.whole, found.fit) == (4, 0, 0)
    assert told(BOTH, directory)[:2] == [
        (Relaxation(Change.DROP_AREA, "scalp"), 0),
        (Relaxation(Change.DROP_CONCERN, "hair-loss"), 0),
    ]
    assert found.commonest is not None
    assert (found.commonest.relaxation, found.commonest.meet) == (Relaxation(Change.DROP_CONCERN, "fine-lines"), 4)


def test_what_cannot_be_left_out_is_no_part():
    one = replace(SEARCH, groups=(frozenset({FACE_LINES}), frozenset({NECK_LINES})))

    assert {relaxation.change for relaxation, _ in told(one, people({1}, {3}))} == {Change.DROP_AREA}


def test_where_nobody_is_near_the_smallest_step_that_reaches_anybody():
    away = people({1}, {1}, latitude=38.3)  # 35 miles

    assert told(SEARCH, away) == [(Relaxation(Change.WIDEN_RADIUS, 50), 2)]


def test_of_those_who_offer_all_what_each_other_need_leaves():
    search = replace(SEARCH, max_price=100, slots_required=True, musts=frozenset({"woman"}), wishes=frozenset())
    closed = replace(GOOD, slots=frozenset(), traits=frozenset({"woman"}))

    assert told(search, [closed, replace(GOOD, provider_id=2, location_id=2)]) == [
        (Relaxation(Change.RAISE_LIMIT, 200), 0),
        (Relaxation(Change.DROP_SLOTS), 1),
        (Relaxation(Change.DROP_MUST, "woman"), 1),
    ]


def test_nobody_at_all_leaves_nothing_to_say():
    found = standing(SEARCH, [])

    assert (found.anywhere, found.near, found.parts, found.commonest) == (0, 0, (), None)


@given(requirements(), directories())
def test_each_count_is_what_counting_by_hand_gives(search, directory):
    asked = {service.code for group in search.groups for service in group}
    able = [c for c in directory if {f.need for f in failures(search, c)} <= RELAXABLE and asked & c.terms.keys()]
    able = [c for c in able if c.miles_from(search.latitude, search.longitude) <= 100]
    near = [c for c in able if c.miles_from(search.latitude, search.longitude) <= search.radius_miles]
    whole = [c for c in near if all({s.code for s in group} & c.terms.keys() for group in search.groups)]

    found = standing(search, directory)

    assert found.anywhere == len({c.provider_id for c in able})
    assert found.near == len({c.provider_id for c in near})
    assert found.whole == len({c.provider_id for c in whole})
    assert found.fit == len(rank(search, directory).matches)


@given(requirements(), directories())
def test_every_step_can_be_taken_and_takes_nobody_away(search, directory):
    before = {match.candidate.provider_id for match in rank(search, directory).matches}

    for part in standing(search, directory).parts:
        relaxed = apply(search, part.relaxation)
        assert relaxed != search
        assert before <= {match.candidate.provider_id for match in rank(relaxed, directory).matches}


@st.composite
def as_the_intake_asks(draw):
    """Groups as `groups_for` of the search makes them: each service, or anything in an area, or for a concern."""
    chosen = draw(st.lists(st.sampled_from(SERVICES), min_size=1, max_size=5, unique=True))
    key = draw(st.sampled_from((lambda each: each.code, lambda each: each.area, lambda each: each.concern)))
    groups = defaultdict(set)
    for service in chosen:
        groups[key(service)].add(service)
    return replace(draw(requirements()), groups=tuple(map(frozenset, groups.values())))


@given(as_the_intake_asks(), directories())
def test_whoever_is_able_can_be_reached_step_by_step(search, directory):
    """An empty list with somebody in reach is no dead end: a single change or a first step, again and again."""
    if standing(search, directory).anywhere == 0:
        return
    for _step in range(20):
        ranking = rank(search, directory)
        if ranking.matches:
            return
        if ranking.blocking:
            search = apply(search, ranking.blocking[0].relaxation)
        else:
            search = apply(search, standing(search, directory).parts[0].relaxation)
    raise AssertionError("steps that lead nowhere")
