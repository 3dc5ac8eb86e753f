import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import CURRENT, Factor, Weights

POINTS = dict(CURRENT.points)


def test_the_weights_in_force():
    assert (CURRENT.version, CURRENT.moved) == ("2026-11-30", 25)
    assert POINTS == {
        Factor.DISTANCE: 25, Factor.COST: 12, Factor.OPENINGS: 32, Factor.WISHES: 16, Factor.EXPERIENCE: 15,
    }  # fmt: skip


def test_what_matters_most_gets_25_points_more_from_the_others_in_proportion():
    soon = CURRENT.favoring(Factor.OPENINGS)

    # Of 68 points the others give 25: 9.19 of 25, 4.41 of 12, 5.88 of 16, 5.51 of 15.
    assert dict(soon.points) == {
        Factor.DISTANCE: 16, Factor.COST: 8, Factor.OPENINGS: 57, Factor.WISHES: 10, Factor.EXPERIENCE: 9,
    }  # fmt: skip
    assert soon.version == CURRENT.version
    assert CURRENT.favoring(None) is CURRENT


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), st.integers(0, 100), st.sampled_from(Factor))
def test_moved_points_sum_to_100_and_come_from_each_in_proportion(cuts, moved, factor):
    ends = [0, *sorted(cuts), 100]
    weights = Weights("drawn", {name: ends[n + 1] - ends[n] for n, name in enumerate(Factor)}, moved)
    after = weights.favoring(factor)
    pool = 100 - weights.points[factor]

    assert sum(after.points.values()) == 100
    assert after.points[factor] == weights.points[factor] + min(moved, pool)
    for name in set(Factor) - {factor}:
        share = min(moved, pool) * weights.points[name] / pool if pool else 0
        assert abs(weights.points[name] - after.points[name] - share) < 1


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (POINTS | {Factor.EXPERIENCE: 16}, "sum to 101"),
        (POINTS | {Factor.EXPERIENCE: 14}, "sum to 99"),
        (POINTS | {Factor.EXPERIENCE: -10, Factor.DISTANCE: 50}, "not negative"),
        (POINTS | {Factor.EXPERIENCE: 14.5, Factor.DISTANCE: 25.5}, "whole numbers"),
        ({factor: points for factor, points in POINTS.items() if factor != Factor.EXPERIENCE}, "every factor"),
        (POINTS | {"money": 0}, "nothing else"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(points, why):
    with pytest.raises(ValueError, match=why):
        Weights("test", points)


def test_weights_without_a_version_are_refused():
    with pytest.raises(ValueError, match="version"):
        Weights("", POINTS)


def test_weights_cannot_be_changed_afterwards():
    points = dict(POINTS)
    weights = Weights("test", points)
    points[Factor.EXPERIENCE] = 90

    assert weights.points[Factor.EXPERIENCE] == 15
    with pytest.raises(TypeError):
        weights.points[Factor.EXPERIENCE] = 90


@pytest.mark.parametrize(("value", "part"), [(1.0, 15_000), (0.0, 0), (0.5, 7_500), (1 / 7, 2_143), (2 / 7, 4_286)])
def test_a_part_is_in_thousandths_of_a_point(value, part):
    parts = CURRENT.parts(dict.fromkeys(Factor, value))

    assert parts[Factor.EXPERIENCE] == part
    assert type(parts[Factor.EXPERIENCE]) is int


def test_half_a_thousandth_is_rounded_to_even():
    parts = CURRENT.parts(dict.fromkeys(Factor, 0.0001))

    assert (parts[Factor.DISTANCE], parts[Factor.EXPERIENCE]) == (2, 2)  # of 2.5 and 1.5


@given(st.floats(0, 1))
def test_a_part_never_exceeds_the_points_of_its_factor(value):
    parts = CURRENT.parts(dict.fromkeys(Factor, value))

    assert all(0 <= parts[factor] <= CURRENT.full(factor) for factor in Factor)
