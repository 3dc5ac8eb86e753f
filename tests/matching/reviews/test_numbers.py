"""What everybody may count: nothing from 1 to 10, and nothing from which it could be worked out."""

from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.reviews.enums import Rule
from matching.reviews.numbers import review_numbers
from matching.reviews.rules.hiding import hide_few
from tests.factories.reviews import make_review, publish, remove


def with_sums(rows: list[list[int]]) -> list[list[int]]:
    whole = [[*row, sum(row)] for row in rows]
    return [*whole, [sum(column) for column in zip(*whole, strict=True)]]


def test_1_to_10_are_hidden_and_the_rest_is_not():
    assert hide_few([[0, 30, 30], [12, 40, 52], [12, 70, 82]]) == [[0, 30, 30], [12, 40, 52], [12, 70, 82]]
    assert hide_few([[5]]) == [[None]]


def test_one_hidden_cell_takes_others_with_it():
    found = hide_few(with_sums([[5, 30, 40], [20, 25, 50], [60, 70, 80]]))

    assert found[0][0] is None
    assert found[0].count(None) >= 2
    assert sum(row[0] is None for row in found) >= 2


tables = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 40), min_size=wide, max_size=wide), min_size=1, max_size=4)
)


@given(tables)
def test_no_line_with_a_sum_has_just_one_hidden(rows):
    counts = with_sums(rows)
    found = hide_few(counts)

    lines = [*found, *map(list, zip(*found, strict=True))]
    assert [line for line in lines if len(line) > 1 and line.count(None) == 1] == []
    for told, true in zip(chain(*found), chain(*counts), strict=True):
        assert told is None or (told == true and true not in range(1, 11))


@pytest.mark.django_db
def test_removed_ones_are_counted_by_month_and_reason_and_small_counts_are_not_told(now):
    publish(make_review(now=now), now=now)
    remove(make_review(now=now), now=now, rule=Rule.NO_NAMES)

    this_month = review_numbers(now=now).months[0]

    assert (this_month.published, this_month.removed) == (None, None)
    assert str(Rule.NO_NAMES.label) in dict(this_month.reasons)


@pytest.mark.django_db
def test_a_year_without_reviews_is_told_as_zeros(now):
    numbers = review_numbers(now=now)

    assert [(month.published, month.removed, month.reasons) for month in numbers.months] == [(0, 0, [])]
    assert (numbers.waiting, numbers.held) == (0, 0)


@pytest.mark.django_db
def test_months_are_told_since_the_first_in_which_something_was(now):
    publish(make_review(now=now), now=now)

    months = review_numbers(now=now + timedelta(days=62)).months

    assert [month.published for month in months] == [0, 0, None]
    assert len({month.name for month in months}) == 3
