from dataclasses import replace

from hypothesis import given

from matching.engine import Change, Relaxation, Terms, apply, rank
from tests.matching.engine.engine_strategies import FACE_LINES, GOOD, SCALP_HAIR, SEARCH, directories, requirements


def told(search, directory):
    return [(line.relaxation, line.providers) for line in rank(search, directory).blocking]


def priced(*prices):
    return [replace(GOOD, provider_id=n, location_id=n, terms={1: Terms(p, 5)}) for n, p in enumerate(prices)]


def test_a_price_is_told_as_the_round_limits_that_let_the_first_and_half_of_them_in():
    assert told(SEARCH, priced(310, 320, 330, 900)) == [(Relaxation(Change.RAISE_LIMIT, 325), 2)]
    assert told(SEARCH, priced(310, 322, 323, 900)) == [(Relaxation(Change.RAISE_LIMIT, 325), 3)]
    assert told(SEARCH, priced(310, 900, 901)) == [
        (Relaxation(Change.RAISE_LIMIT, 900), 2),
        (Relaxation(Change.RAISE_LIMIT, 325), 1),
    ]


def test_a_radius_is_told_as_the_smallest_step_and_the_one_that_lets_half_of_them_in():
    away = [replace(GOOD, provider_id=n, location_id=n, latitude=37.8 + n / 10) for n in (1, 5, 9, 12, 13)]

    assert told(replace(SEARCH, radius_miles=5.0), away) == [
        (Relaxation(Change.WIDEN_RADIUS, 100), 5),
        (Relaxation(Change.WIDEN_RADIUS, 10), 1),
    ]


def test_a_radius_that_is_both_is_told_once():
    away = [replace(GOOD, provider_id=n, location_id=n, latitude=37.8 + n / 5) for n in (2, 3, 5, 7)]

    assert told(SEARCH, away) == [(Relaxation(Change.WIDEN_RADIUS, 50), 2)]


def test_the_need_that_blocks_most_comes_first():
    away = replace(GOOD, provider_id=9, location_id=9, latitude=38.3)

    assert told(SEARCH, [away, *priced(310, 320)]) == [
        (Relaxation(Change.RAISE_LIMIT, 325), 2),
        (Relaxation(Change.WIDEN_RADIUS, 50), 1),
    ]


def test_of_needs_that_block_alike_the_radius_comes_first():
    away = replace(GOOD, provider_id=9, location_id=9, latitude=38.3)

    assert [line.change for line, _ in told(SEARCH, [*priced(310), away])] == [
        Change.WIDEN_RADIUS,
        Change.RAISE_LIMIT,
    ]


def test_a_provider_with_two_places_is_counted_once():
    rooms = [replace(GOOD, location_id=n, latitude=38.3 + n / 100) for n in (1, 2)]

    assert told(SEARCH, rooms) == [(Relaxation(Change.WIDEN_RADIUS, 50), 1)]


def test_more_than_the_four_that_are_shown_are_counted():
    search = replace(SEARCH, groups=(frozenset({FACE_LINES}), frozenset({SCALP_HAIR})))
    six = [replace(GOOD, provider_id=n, location_id=n) for n in range(6)]

    assert told(search, six) == [(Relaxation(Change.DROP_AREA, "scalp"), 6)]


@given(requirements(), directories())
def test_a_total_is_what_the_relaxed_search_really_adds(search, directory):
    before = {match.candidate.provider_id for match in rank(search, directory).matches}

    for line in rank(search, directory).blocking:
        after = {match.candidate.provider_id for match in rank(apply(search, line.relaxation), directory).matches}
        assert len(after - before) == line.providers > 0
        assert before <= after
