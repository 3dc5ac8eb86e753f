"""Mean and interval: against the values of SciPy, against integration, and against the table of the design paper."""

from math import exp, lgamma, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.reviews.rules.estimate import MADE_UP, REACH, SHARES, SHOWN_FROM, estimate, weights_of

FIVES, TWELVE = [[5]] * 5, [[5]] * 10 + [[4], [2]]
MIXED = [[5, 4, 3, 5], [1, 2, 1, 1], [4, 4, 5, 5], [5, 5, 5, 5], [2, 3, 4, 1]]


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([], (4.3, 3.7, 4.9)),
        (FIVES, (4.6, 4.2, 5.0)),
        (TWELVE, (4.5, 4.2, 4.9)),
        ([[5]] * 6 + [[4]] * 4 + [[1]] * 2, (4.1, 3.7, 4.6)),
        ([[5]] * 24 + [[4]] * 4 + [[3], [1]], (4.6, 4.4, 4.8)),
        ([[1]] * 5, (3.0, 2.2, 3.8)),
    ],
)
def test_it_says_what_the_table_of_the_paper_says(visits, said):
    found = estimate(visits)

    assert (round(found.mean, 1), round(found.low, 1), round(found.high, 1)) == said


# By scipy.stats.dirichlet of SciPy 1.17.1: levels @ mean(), and levels @ cov() @ levels.
SCIPY = [
    ([], 4.319999999999999, 0.1219555555555556),
    (FIVES, 4.581538461538462, 0.056063567202028645),
    (TWELVE, 4.528, 0.04291504761904765),
    (MIXED, 4.004615384615385, 0.12692155536770927),
]


@pytest.mark.parametrize(("visits", "mean", "variance"), SCIPY)
def test_it_agrees_with_scipy(visits, mean, variance):
    found = estimate(visits)

    assert found.mean == pytest.approx(mean, abs=1e-9)
    assert found.low == pytest.approx(mean - REACH * sqrt(variance), abs=1e-9)
    assert found.high == pytest.approx(min(mean + REACH * sqrt(variance), 5), abs=1e-9)


def beta_moments(a: float, b: float, steps: int = 200_000) -> tuple[float, float]:
    """E[x] and E[x^2] of Beta(a, b) by the midpoint rule, over x = u^2 (3 - 2u); no formula of a mean is used."""
    total = first = second = 0.0
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    for step in range(steps):
        u = (step + 0.5) / steps
        x = u * u * (3 - 2 * u)  # more points at both ends, where the density may be steep
        weight = exp(scale + (a - 1) * log(x) + (b - 1) * log(1 - x)) * 6 * u * (1 - u) / steps
        total, first, second = total + weight, first + weight * x, second + weight * x * x
    assert total == pytest.approx(1, abs=1e-4)
    return first, second


def test_two_levels_alone_are_a_beta_and_agree_with_its_integral():
    """With all weight on 4 and 5 the mean is 4 + Beta(a5, a4): the formulas are checked against the integral."""
    a4, a5 = 3.5, 9.25
    first, second = beta_moments(a5, a4)
    weights = (0.0, 0.0, 0.0, a4, a5)
    total = a4 + a5
    mean = sum(level * weight for level, weight in zip((1, 2, 3, 4, 5), weights, strict=True)) / total
    square = sum(level**2 * weight for level, weight in zip((1, 2, 3, 4, 5), weights, strict=True)) / total

    assert mean == pytest.approx(4 + first, abs=1e-5)
    assert (square - mean**2) / (total + 1) == pytest.approx(second - first**2, abs=1e-5)


@pytest.mark.parametrize("visits", [FIVES, TWELVE, MIXED, [[1]] * 5])
def test_about_nine_tenths_of_the_posterior_are_within(visits):
    """Draws of the posterior as gamma variables, which is what a Dirichlet is."""
    rng, weights, found = Random(7), weights_of(visits), estimate(visits)
    inside, draws = 0, 20_000
    for _draw in range(draws):
        parts = [rng.gammavariate(weight, 1) for weight in weights]
        mean = sum(level * part for level, part in zip((1, 2, 3, 4, 5), parts, strict=True)) / sum(parts)
        inside += found.low <= mean <= found.high

    assert 0.88 < inside / draws < 0.95


def test_the_four_answers_of_a_visit_count_as_one():
    assert sum(weights_of(MIXED)) == pytest.approx(MADE_UP + len(MIXED))
    assert sum(SHARES) == pytest.approx(1)


answers = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), max_size=40)


@given(answers)
def test_it_stays_on_the_scale_and_in_order(visits):
    found = estimate(visits)

    assert 1 <= found.low <= found.mean <= found.high <= 5


@given(answers)
def test_one_more_best_visit_never_lowers_it(visits):
    assert estimate([*visits, [5]]).mean >= estimate(visits).mean


@pytest.mark.parametrize(("count", "shown"), [(0, False), (SHOWN_FROM - 1, False), (SHOWN_FROM, True)])
def test_no_number_is_shown_below_five(count, shown):
    assert estimate([[5]] * count).is_shown == shown
