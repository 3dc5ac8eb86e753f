"""What docs/matching.md tells of the judged searches is what the weights in force give, and as much as was promised."""

import re
from pathlib import Path
from statistics import mean

import pytest

from benchmarks.exposure import gini
from benchmarks.judged.__main__ import by_base_points, by_distance, by_points, by_price, figure, ndcg, searches
from benchmarks.judged.draw import KINDS

TEXT = re.sub(r"\s+", " ", (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8"))
IN_WORDS = {"carless": "without a car", "wishing": "with wishes", "busy": "working shifts"}


@pytest.fixture(scope="module")
def figures() -> list[float]:
    return [figure(search, by_points) for search in searches()]


def test_the_order_in_force_reaches_090_in_both_halves_and_080_for_each_kind_of_person(figures):
    assert min(mean(figures), mean(figures[::2]), mean(figures[1::2])) >= 0.90
    for kind in KINDS:
        told = mean(each for each, search in zip(figures, searches(), strict=True) if search["kind"] == kind)
        assert told >= 0.80, kind
        assert f"{IN_WORDS.get(kind, kind)} {told:.3f}" in TEXT


def test_the_page_tells_these_figures(figures):
    assert re.search(
        rf"In force[^|]*\| {mean(figures):.3f} .*?\| {mean(figures[::2]):.3f} .*?\| {mean(figures[1::2]):.3f}", TEXT
    )
    for name, order in (
        ("The same points, nobody asked what matters", by_base_points),
        ("Nearest first", by_distance),
        ("Cheapest first", by_price),
    ):
        assert f"| {name} | {mean(figure(search, order) for search in searches()):.3f} (" in TEXT


def test_the_best_order_of_grades_is_1_and_what_comes_late_counts_less():
    grades = {1: 3, 2: 1, 3: 0}

    assert ndcg([1, 2, 3], grades) == 1.0
    assert 1.0 > ndcg([2, 1, 3], grades) > ndcg([3, 2, 1], grades)


def test_gini_is_0_where_all_have_alike_and_grows_to_1_with_a_monopoly():
    assert gini([2, 2, 2, 2]) == 0.0
    assert gini([0, 0, 0, 8]) == 0.75
