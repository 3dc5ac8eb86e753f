import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import CURRENT, Factor, Weights

POINTS = dict(CURRENT.points)


def test_the_weights_in_force():
    assert CURRENT.version == "2026-11"
    assert POINTS == {
        Factor.DISTANCE: 30, Factor.COST: 25, Factor.OPENINGS: 20, Factor.WISHES: 15, Factor.EXPERIENCE: 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (POINTS | {Factor.EXPERIENCE: 11}, "sum to 101"),
        (POINTS | {Factor.EXPERIENCE: 9}, "sum to 99"),
        (POINTS | {Factor.EXPERIENCE: -10, Factor.DISTANCE: 50}, "not negative"),
        (POINTS | {Factor.EXPERIENCE: 9.5, Factor.DISTANCE: 30.5}, "whole numbers"),
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

    assert weights.points[Factor.EXPERIENCE] == 10
    with pytest.raises(TypeError):
        weights.points[Factor.EXPERIENCE] = 90


@pytest.mark.parametrize(("value", "part"), [(1.0, 10_000), (0.0, 0), (0.5, 5_000), (1 / 3, 3_333), (2 / 3, 6_667)])
def test_a_part_is_in_thousandths_of_a_point(value, part):
    parts = CURRENT.parts(dict.fromkeys(Factor, value))

    assert parts[Factor.EXPERIENCE] == part
    assert type(parts[Factor.EXPERIENCE]) is int


def test_half_a_thousandth_is_rounded_to_even():
    parts = CURRENT.parts(dict.fromkeys(Factor, 0.0001))

    assert (parts[Factor.COST], parts[Factor.WISHES]) == (2, 2)  # of 2.5 and 1.5


@given(st.floats(0, 1))
def test_a_part_never_exceeds_the_points_of_its_factor(value):
    parts = CURRENT.parts(dict.fromkeys(Factor, value))

    assert all(0 <= parts[factor] <= CURRENT.full(factor) for factor in Factor)
