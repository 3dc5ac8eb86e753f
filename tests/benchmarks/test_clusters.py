"""The simulation of false alerts agrees with the closed formula, and a large place does not cry wolf."""

from math import sqrt

import pytest

from benchmarks.clusters import closed_chance, simulated_chance
from matching.aftercare.enums import AlertRule

RUNS = 3000


@pytest.mark.parametrize(("answers", "rate"), [(5, 0.01), (10, 0.01), (10, 0.02)])
def test_two_by_chance_come_as_often_as_the_formula_says(answers, rate):
    expected = closed_chance(answers, rate)
    simulated = simulated_chance(answers, rate, runs=RUNS, seed=7)[AlertRule.TWO]

    assert abs(simulated - expected) < 4 * sqrt(expected * (1 - expected) / RUNS)


@pytest.mark.parametrize(("mean", "chance"), [(0.025, 0.0034), (0.05, 0.013), (0.1, 0.048), (0.2, 0.16)])
def test_the_formula_gives_the_figures_of_the_docs(mean, chance):
    assert closed_chance(mean, 1) == pytest.approx(chance, rel=0.02)


def test_a_place_with_many_answers_needs_more_than_two():
    """By two alone it would be 83 of 100 such places a year."""
    chances = simulated_chance(40, 0.02, runs=500, seed=7)

    assert closed_chance(40, 0.02) > 0.8
    assert chances[AlertRule.TWO] < 0.35
    assert chances[AlertRule.THREE] < chances[AlertRule.TWO]
