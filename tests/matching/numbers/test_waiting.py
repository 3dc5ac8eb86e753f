"""How long decisions took, with those that still wait."""

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from matching.numbers.rules.waiting import hours_within

# Times of remission in weeks, 6-MP against placebo: Freireich et al. 1963, the textbook example. True is "still in it".
DRUG = [6, 6, 6, 7, 10, 13, 16, 22, 23]
DRUG_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_the_middle_of_a_known_example_is_the_published_one():
    assert hours_within(DRUG, DRUG_CENSORED, share=0.5) == 23


def test_what_still_waits_makes_nothing_look_faster():
    assert hours_within([1, 2, 3], [], share=0.5) == 2
    assert hours_within([1, 2, 3], [50] * 3, share=0.5) == 3
    assert hours_within([1, 2, 3], [50] * 9, share=0.5) is None


@given(st.lists(st.integers(1, 500), min_size=1, max_size=30))
def test_without_anybody_waiting_it_is_the_lower_median(hours):
    assert hours_within(hours, [], share=0.5) == sorted(hours)[(len(hours) - 1) // 2] <= median(hours)
