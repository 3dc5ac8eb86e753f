from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import CURRENT, Factor, Terms, Weights, rank, score
from tests.matching.engine.engine_strategies import DAY, GOOD, SEARCH, TODAY, directories, facts, matches, requirements


def between(cuts):
    """Five weights from four cuts of a line of 100 points."""
    ends = [0, *sorted(cuts), 100]
    return Weights("drawn", {factor: ends[n + 1] - ends[n] for n, factor in enumerate(Factor)})


weightings = st.lists(st.integers(0, 100), min_size=4, max_size=4).map(between)


def places(ranking):
    return [(match.candidate.provider_id, match.candidate.location_id) for match in ranking.matches]


def crowd(candidates):
    """The same candidates as different providers."""
    return [replace(candidate, provider_id=n, location_id=n) for n, candidate in enumerate(candidates)]


def test_the_better_comes_first():
    near = replace(GOOD, provider_id=2, location_id=20, latitude=37.82)

    ranking = rank(SEARCH, [GOOD, near])

    assert places(ranking) == [(2, 20), (1, 10)]
    assert ranking.weights_version == CURRENT.version


def test_a_score_worked_out_by_hand():
    scored = score(SEARCH, replace(GOOD, latitude=SEARCH.latitude, terms={1: Terms(225, 150)}), CURRENT)

    assert scored.parts == {
        Factor.DISTANCE: 25_000,
        Factor.COST: 6_000,  # $1,350, half way from $900 to $1,800
        Factor.OPENINGS: 30_154,  # 23/26 soon, all of the asked slots: 32 * (1 + 0.8846) / 2
        Factor.WISHES: 16_000,
        Factor.EXPERIENCE: 11_250,  # 150 / 200
    }
    assert scored.score == 88_404


@given(requirements(), directories(), weightings)
def test_the_parts_of_a_score_sum_to_it_exactly(search, directory, weights):
    weighed = weights.favoring(search.matters_most)
    for match in rank(search, directory, weights).matches:
        assert match.score == sum(match.parts.values())
        assert set(match.parts) == set(Factor)
        assert all(type(part) is int and 0 <= part <= weighed.full(factor) for factor, part in match.parts.items())
        assert 0 <= match.score <= 100_000


@given(requirements(), directories(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(search, directory, random):
    shuffled = random.sample(directory, len(directory))

    assert rank(search, shuffled) == rank(search, directory)


@given(requirements(), directories(), weightings)
def test_who_is_as_good_in_all_and_better_in_one_is_never_below(search, directory, weights):
    ranked = rank(search, directory, weights).matches

    for above, below in combinations(ranked, 2):
        at_least = all(below.values[factor] >= above.values[factor] for factor in Factor)
        better = any(below.values[factor] > above.values[factor] for factor in Factor)
        assert not (at_least and better)


@given(requirements(), directories())
def test_what_matters_most_orders_anew_and_lets_nobody_in_or_out(search, directory):
    alike = rank(replace(search, matters_most=None), directory)

    for factor in Factor:
        ranking = rank(replace(search, matters_most=factor), directory)
        assert {provider for provider, _place in places(ranking)} == {provider for provider, _place in places(alike)}
        assert ranking.excluded == alike.excluded
        assert len(ranking.near_misses) == len(alike.near_misses)
        assert ranking.weights_version == alike.weights_version


@pytest.mark.parametrize(
    ("most", "better"),
    [
        (Factor.DISTANCE, {"latitude": SEARCH.latitude}),
        (Factor.COST, {"terms": {1: Terms(150, 80)}}),
        (Factor.OPENINGS, {"next_opening": TODAY}),
        (Factor.WISHES, {"traits": GOOD.traits | {"woman"}}),
        (Factor.EXPERIENCE, {"terms": {1: Terms(200, 5000)}}),
    ],
)
def test_who_is_better_in_what_matters_most_comes_before_who_is_better_in_something_else(most, better):
    """Of five who are each better in one thing, all alike in the rest."""
    wishing = replace(SEARCH, wishes=frozenset({"speaks:es", "woman"}), matters_most=most)
    far = replace(GOOD, latitude=SEARCH.latitude + 0.3, next_opening=TODAY + 20 * DAY)
    others = [{"latitude": SEARCH.latitude + 0.2}, {"next_opening": TODAY + 12 * DAY}]
    directory = [far, *(replace(far, provider_id=n, location_id=n, **change) for n, change in enumerate(others, 2))]

    first = rank(wishing, [*directory, replace(far, provider_id=9, location_id=9, **better)]).matches[0]

    assert first.candidate.provider_id == 9


def test_less_than_a_thousandth_of_a_point_still_decides_between_equals():
    one_more = {1: Terms(200, 9001)}
    older = replace(GOOD, provider_id=1, location_id=1, terms={1: Terms(200, 9000)})
    wiser = replace(GOOD, provider_id=2, location_id=2, terms=one_more)

    ranking = rank(SEARCH, [older, wiser])

    assert ranking.matches[0].score == ranking.matches[1].score
    assert places(ranking) == [(2, 2), (1, 1)]


@given(requirements(), directories(), facts())
def test_whoever_joins_or_leaves_reorders_nobody_else(search, directory, change):
    other = replace(GOOD, provider_id=99, location_id=99, **change)
    without = places(rank(search, directory))
    with_other = places(rank(search, [*directory, other]))

    assert [place for place in with_other if place != (99, 99)] == without


@given(requirements(), directories())
def test_woman_and_man_change_nothing_unless_they_are_asked_for(search, directory):
    asked = search.wishes | search.musts
    silent = {"woman", "man"} - asked
    swapped = [replace(candidate, traits=candidate.traits ^ silent) for candidate in directory]

    before, after = rank(search, directory), rank(search, swapped)

    assert places(after) == places(before)
    assert [match.parts for match in after.matches] == [match.parts for match in before.matches]
    assert after.excluded == before.excluded
    assert [miss.relaxation for miss in after.near_misses] == [miss.relaxation for miss in before.near_misses]


@pytest.mark.parametrize("traits", [("woman", "man"), ("man", "woman")])
def test_not_even_a_tie_is_decided_by_woman_or_man(traits):
    twins = [
        replace(GOOD, provider_id=n, location_id=n, traits=GOOD.traits | {trait}) for n, trait in enumerate(traits)
    ]

    assert places(rank(SEARCH, twins)) == [(0, 0), (1, 1)]


def test_a_wished_trait_lifts_and_a_must_filters():
    woman = replace(GOOD, provider_id=2, location_id=20, traits=frozenset({"woman", "speaks:es"}))
    wished = replace(SEARCH, wishes=frozenset({"woman"}))
    needed = replace(SEARCH, musts=frozenset({"woman"}))

    assert places(rank(wished, [GOOD, woman])) == [(2, 20), (1, 10)]
    assert places(rank(needed, [GOOD, woman])) == [(2, 20)]


def test_a_tie_goes_to_the_nearer_then_the_lower_provider():
    here = {"latitude": SEARCH.latitude + 0.01}
    south = {"latitude": SEARCH.latitude - 0.01}
    nothing_for_distance = Weights("flat", {**CURRENT.points, Factor.DISTANCE: 0, Factor.COST: 37})
    far = replace(GOOD, provider_id=1, location_id=1)
    third = replace(GOOD, provider_id=3, location_id=2, **here)
    second = replace(GOOD, provider_id=2, location_id=3, **here)

    assert places(rank(SEARCH, [third, second])) == [(2, 3), (3, 2)]
    assert places(rank(SEARCH, [replace(third, **south), second])) == [(2, 3), (3, 2)]
    assert places(rank(SEARCH, [far, third, second], nothing_for_distance)) == [(2, 3), (3, 2), (1, 1)]


def test_a_provider_is_listed_once_at_the_location_that_suits_best():
    second_room = replace(GOOD, location_id=11, latitude=SEARCH.latitude)
    same_place = replace(GOOD, location_id=9)

    assert places(rank(SEARCH, [GOOD, second_room])) == [(1, 11)]
    assert places(rank(SEARCH, [GOOD, same_place])) == [(1, 9)]


@given(st.lists(matches(), min_size=1, max_size=6))
def test_a_row_says_what_it_was_ranked_by(candidates):
    for match in rank(SEARCH, crowd(candidates)).matches:
        assert match.miles == match.candidate.miles_from(SEARCH.latitude, SEARCH.longitude)
        assert match == score(SEARCH, match.candidate, CURRENT)


def test_a_candidate_without_a_price_cannot_be_scored():
    with pytest.raises(ValueError, match="every group"):
        score(SEARCH, replace(GOOD, terms={}), CURRENT)


def test_nobody_at_all_is_an_empty_list():
    ranking = rank(SEARCH, [])

    assert (ranking.matches, ranking.near_misses, ranking.blocking, ranking.excluded) == ((), (), (), ())


def test_who_is_left_out_is_told_with_every_reason_by_id():
    lapsed = replace(GOOD, provider_id=7, location_id=71, stretches=(), accepting=False)
    away = replace(GOOD, provider_id=7, location_id=70, latitude=45.0)

    ranking = rank(SEARCH, [lapsed, away])

    assert [(row.provider_id, row.location_id, [failure.need.value for failure in row.failures])
            for row in ranking.excluded] == [
        (7, 70, ["within_radius"]), (7, 71, ["listed", "accepting"])]  # fmt: skip
