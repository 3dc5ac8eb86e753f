"""Numbers of 1 to 10 are not told, nor what gives one away. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.insights.rules.hiding import told, told_parts


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (10, None), (11, 11), (400, 400)])
def test_a_small_number_is_hidden(count, shown):
    assert told(count) == shown


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([12, 3], [None, None]),
        ([40, 20, 3], [40, None, None]),
        ([40, 2, 3], [40, None, None]),
        ([0, 0, 3], [0, 0, None]),
        ([40, 0, 20], [40, 0, 20]),
    ],
)
def test_one_hidden_number_takes_another_along(parts, shown):
    assert told_parts(parts) == shown


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_no_small_number_follows_from_the_sum(parts):
    shown = told_parts(parts)

    hidden = [part for part, value in zip(parts, shown, strict=True) if value is None]
    assert not any(value and value <= 10 for value in shown)
    if len(hidden) == 1:  # then nothing else was there that could have gone with it
        assert not any(shown)
