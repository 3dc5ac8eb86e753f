"""Our two functions say what SciPy says, and the page's words what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.aftercare.outcomes_page import in_words
from matching.aftercare.rules.figures import HIDDEN, may_publish, scaled, shown_share
from matching.aftercare.rules.intervals import clopper_pearson, poisson_tail


@pytest.fixture(scope="module")
def stats():
    """To load it takes seconds: not of each process that finds this test and leaves it to another."""
    from scipy import stats

    return stats


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_is_that_of_scipy(stats, counts):
    yes, of = counts
    theirs = stats.binomtest(yes, of).proportion_ci(confidence_level=0.95, method="exact")

    assert clopper_pearson(yes, of) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.integers(0, 30), st.floats(0.001, 20))
def test_the_tail_is_that_of_scipy(stats, least, mean):
    assert poisson_tail(least, mean) == pytest.approx(stats.poisson.sf(least - 1, mean), abs=1e-12)


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"),
    [(0, 50, 0.0, 7.1), (1, 50, 0.05, 10.65), (2, 200, 0.1, 3.6), (5, 500, 0.3, 2.3), (0, 30, 0.0, 11.6)],
)
def test_the_interval_is_what_the_page_promises(yes, of, low, high):
    found = clopper_pearson(yes, of)

    assert [100 * share for share in found] == pytest.approx([low, high], abs=0.05)


def test_more_yes_than_people_is_refused():
    with pytest.raises(ValueError, match="3 of 2"):
        clopper_pearson(3, 2)


def test_none_is_said_with_how_many_it_could_be():
    words = in_words("an infection", shown_share(0, 50))

    assert words == "None of 50 told us of an infection. It could still be up to 7 in 100."


@pytest.mark.parametrize("yes", HIDDEN)
def test_one_to_ten_read_alike(yes):
    assert in_words("a new lump", shown_share(yes, 200)) == in_words("a new lump", shown_share(3, 200))


@pytest.mark.parametrize("left", HIDDEN)
def test_all_but_one_to_ten_read_alike(left):
    share = shown_share(200 - left, 200)

    assert share.yes is None
    assert share == shown_share(197, 200)


@given(st.integers(50, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_no_sentence_says_nobody_where_there_may_be_somebody(counts):
    low, high, scale = scaled(*clopper_pearson(*counts))

    assert high >= 1
    assert low >= 1 or counts[0] == 0 or scale == 10_000
    words = in_words("a new lump", shown_share(*counts)).lower()
    assert "%" not in words
    assert "safe" not in words


@pytest.mark.parametrize(
    ("told", "last", "may"), [(49, None, False), (50, None, True), (59, 50, False), (60, 50, True), (41, 50, False)]
)
def test_figures_are_printed_from_fifty_on_and_again_after_ten(told, last, may):
    assert may_publish(told, last) is may
