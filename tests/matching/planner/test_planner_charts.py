"""The drawings of the planner: to scale, inside the picture, and with no words on top of each other."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matching.planner.planner_charts import BAR_LEFT, BAR_WIDTH, LEFT, RIGHT, cost_bars, timeline
from tests.treatments.courses import USUAL, days_off, some_days
from treatments.planning import DaysOff, DaySpan, Dollars, plan_course


def usual(sessions: int = 6, **days_off):
    return plan_course(USUAL, sessions=sessions, start=date(2027, 1, 5), **days_off)


def test_a_day_is_as_wide_everywhere():
    line = timeline(usual(10), first_phase=6)

    a_day = (RIGHT - LEFT) / (date(2027, 9, 7) - date(2027, 1, 5)).days
    gaps = [after.x - before.x for before, after in pairwise(line.dots)]
    assert all(abs(gap - 7 * a_day) < 0.11 for gap in gaps[:5])
    assert all(abs(gap - 30 * a_day) < 0.11 for gap in gaps[5:])


def test_sessions_after_the_first_phase_are_drawn_as_if_needed():
    assert [dot.later for dot in timeline(usual(8), first_phase=6).dots] == [False] * 6 + [True] * 2


def test_months_stand_at_their_first_day():
    line = timeline(usual(), first_phase=6)

    assert [tick.first_day for tick in line.months] == [date(2027, month, 1) for month in range(2, 6)]


def test_a_long_gap_makes_the_dots_smaller_and_drops_numbers_without_room():
    away = DaysOff(spans=(DaySpan(date(2027, 1, 6), date(2028, 6, 1)),))

    line = timeline(usual(days_off=away), first_phase=6)

    assert line.radius < 8
    assert [dot.label for dot in line.dots].count("") > 0
    assert [dot.number for dot in line.dots] == [1, 2, 3, 4, 5, 6]


@given(st.integers(6, 10), some_days, days_off)
def test_nothing_leaves_the_picture_and_no_words_touch(sessions, start, away):
    course = plan_course(USUAL, sessions=sessions, start=start, days_off=away)

    line = timeline(course, first_phase=6)

    places = [dot.x for dot in line.dots]
    assert places == sorted(places)
    assert places[0] >= LEFT
    assert places[-1] < line.rest_to == RIGHT
    labeled = [dot.x for dot in line.dots if dot.label]
    assert all(after - before >= 15 for before, after in pairwise(labeled))
    months = [tick.x for tick in line.months if tick.labeled]
    assert all(after - before >= 64 for before, after in pairwise(months))
    assert all(LEFT <= x <= RIGHT - 8 for x in months)


class TestBars:
    def test_they_share_one_scale_from_zero(self):
        bars = cost_bars([("a", "", Dollars(900, 2400)), ("b", "", Dollars(1500, 4800))]).bars

        assert bars[1].x + bars[1].width == BAR_LEFT + BAR_WIDTH
        assert abs(bars[0].x + bars[0].width - BAR_LEFT - BAR_WIDTH / 2) < 0.2
        assert abs(bars[0].x - BAR_LEFT - BAR_WIDTH * 900 / 4800) < 0.1

    def test_one_price_is_a_bar_from_zero(self):
        bar = cost_bars([("a", "", Dollars(900, 900)), ("b", "", Dollars(1800, 1800))]).bars[0]

        assert (bar.x, bar.width) == (BAR_LEFT, BAR_WIDTH / 2)

    def test_each_row_has_its_own_place_and_the_picture_holds_them(self):
        drawn = cost_bars([(str(row), "", Dollars(1, row + 2)) for row in range(4)])

        assert [after.text_y - before.text_y for before, after in pairwise(drawn.bars)] == [52] * 3
        assert drawn.bars[-1].bar_y + 14 < drawn.height
