"""The dates and the cost of a course: worked cases a person can check with a calendar, and what holds for all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.treatments.courses import USUAL, days_off, some_days
from treatments.planning import (
    ANY_DAY,
    DaysOff,
    DaySpan,
    Dollars,
    Rhythm,
    add_months,
    by_month,
    course_cost,
    days_of_a_year,
    plan_course,
    set_aside,
)

MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def days(course) -> list[str]:
    return [session.day.isoformat() for session in course.sessions]


def planned(start: str, sessions: int = 6, days_off: DaysOff = ANY_DAY):
    return plan_course(USUAL, sessions=sessions, start=date.fromisoformat(start), days_off=days_off)


def off(*spans: tuple[str, str], weekdays: frozenset[int] = frozenset()) -> DaysOff:
    return DaysOff(weekdays, tuple(DaySpan(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans))


class TestDates:
    def test_six_sessions_are_a_week_apart(self):
        course = planned("2027-01-05")

        assert days(course) == ["2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26", "2027-02-02", "2027-02-09"]
        assert course.next_from == date(2027, 5, 10)

    def test_after_six_they_are_thirty_days_apart(self):
        assert days(planned("2027-01-05", 10))[5:] == [
            *("2027-02-09", "2027-03-11", "2027-04-10", "2027-05-10", "2027-06-09"),
        ]

    def test_a_leap_day_is_a_day_like_any_other(self):
        assert days(planned("2028-02-01"))[3:] == ["2028-02-22", "2028-02-29", "2028-03-07"]

    def test_a_course_runs_over_the_end_of_the_year(self):
        assert days(planned("2026-12-14"))[2:] == ["2026-12-28", "2027-01-04", "2027-01-11", "2027-01-18"]

    def test_the_clocks_changing_moves_no_day(self):
        assert days(planned("2027-03-07"))[:3] == ["2027-03-07", "2027-03-14", "2027-03-21"]

    @pytest.mark.parametrize("sessions", [0, 5, 11])
    def test_a_number_of_sessions_that_the_plan_does_not_have_is_refused(self, sessions):
        with pytest.raises(ValueError, match="6 to 10"):
            planned("2027-01-05", sessions)


class TestDaysOff:
    def test_a_session_moves_to_the_next_day_and_the_gap_after_it_is_counted_from_there(self):
        course = planned("2027-01-05", days_off=off(("2027-01-12", "2027-01-14")))

        assert days(course)[:4] == ["2027-01-05", "2027-01-15", "2027-01-22", "2027-01-29"]
        assert [session.moved for session in course.sessions][:3] == [False, True, False]
        assert course.sessions[1].due == date(2027, 1, 12)

    def test_the_first_session_moves_too(self):
        assert days(planned("2027-01-05", days_off=off(weekdays=frozenset({TUESDAY}))))[:2] == [
            *("2027-01-06", "2027-01-13"),
        ]

    def test_a_move_may_run_into_a_day_of_the_week_that_is_off(self):
        weekend = frozenset({5, SUNDAY})

        assert days(planned("2027-01-08", days_off=off(("2027-01-15", "2027-01-15"), weekdays=weekend)))[1] == (
            "2027-01-18"
        )

    def test_spans_may_touch_and_overlap(self):
        away = off(("2027-01-05", "2027-01-07"), ("2027-01-06", "2027-01-08"), ("2027-01-09", "2027-01-09"))

        assert planned("2027-01-05", days_off=away).first == date(2027, 1, 10)

    def test_another_course_starts_on_a_day_when_the_person_can(self):
        assert planned("2027-01-05", days_off=off(weekdays=frozenset({MONDAY}))).next_from == date(2027, 5, 11)

    def test_no_weekday_left_is_refused(self):
        with pytest.raises(ValueError, match="no day"):
            DaysOff(frozenset(range(7)))

    def test_a_span_cannot_end_before_it_starts(self):
        with pytest.raises(ValueError, match="before it starts"):
            DaySpan(date(2027, 1, 2), date(2027, 1, 1))


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            ("2027-01-31", 1, "2027-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2027-03-31", 1, "2027-04-30"),
            ("2026-12-31", 2, "2027-02-28"),
            ("2026-06-30", 6, "2026-12-30"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2027-05-15", 0, "2027-05-15"),
        ],
    )
    def test_a_month_later_is_the_same_day_or_the_last_of_the_month(self, day, months, later):
        assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)

    def test_sessions_are_counted_by_month(self):
        assert by_month(session.day for session in planned("2026-12-14").sessions) == (
            (date(2026, 12, 1), 3),
            (date(2027, 1, 1), 3),
        )


class TestAYear:
    def test_a_short_course_fits_three_times_with_its_rests(self):
        found = days_of_a_year(USUAL, sessions=6, start=date(2027, 1, 5))

        assert len(found) == 18
        assert (found[6], found[12], found[-1]) == (date(2027, 5, 10), date(2027, 9, 12), date(2027, 10, 17))

    def test_the_last_course_is_cut_off_at_the_anniversary(self):
        found = days_of_a_year(USUAL, sessions=10, start=date(2027, 1, 5))

        assert len(found) == 18  # all of the first, eight of the second
        assert found[10] == date(2027, 9, 7)
        assert found[-1] == date(2027, 12, 11)

    def test_a_course_that_is_longer_than_a_year_is_cut_too(self):
        away = off(("2027-01-06", "2028-06-01"))

        assert days_of_a_year(USUAL, sessions=6, start=date(2027, 1, 5), days_off=away) == (date(2027, 1, 5),)


GUIDE = Dollars(150, 400)


class TestCost:
    def test_price_times_sessions_and_the_fee_on_top(self):
        assert course_cost(price=GUIDE, sessions=6, first_visit_fee=60).total == Dollars(960, 2460)

    def test_each_further_area_costs_the_price_again(self):
        cost = course_cost(price=GUIDE, sessions=6, areas=2)

        assert cost.session == Dollars(300, 800)
        assert cost.total == Dollars(1800, 4800)

    def test_a_credited_fee_costs_nothing_on_top(self):
        assert course_cost(price=GUIDE, sessions=6, first_visit_fee=60, credited=True).total == Dollars(900, 2400)

    def test_what_a_credited_fee_is_above_the_first_session_is_still_paid(self):
        assert course_cost(price=GUIDE, sessions=6, first_visit_fee=200, credited=True).total == Dollars(950, 2400)

    def test_what_is_paid_grows_by_a_session_from_one_to_the_next(self):
        cost = course_cost(price=GUIDE, sessions=6, first_visit_fee=60)

        assert cost.after(1) == Dollars(210, 460)
        assert cost.after(6) == cost.total

    def test_setting_aside_covers_the_course_in_whole_dollars(self):
        found = set_aside(Dollars(1000, 1001), first=date(2027, 1, 5), last=date(2027, 3, 10))

        assert (found.months, found.each) == (3, Dollars(334, 334))

    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            ("2027-01-05", "2027-01-05", 1),
            ("2027-01-05", "2027-02-04", 1),
            ("2027-01-05", "2027-02-05", 2),
            ("2027-01-31", "2027-02-28", 2),
            ("2026-12-14", "2027-01-18", 2),
        ],
    )
    def test_the_months_are_those_in_which_the_course_runs(self, first, last, months):
        found = set_aside(Dollars(600, 600), first=date.fromisoformat(first), last=date.fromisoformat(last))

        assert found.months == months


# --- What holds for every plan ----------------------------------------------------------------------------------------
rhythms = st.builds(
    lambda phase, gap, wider, rest: Rhythm(
        sessions_min=1,
        sessions_max=12,
        first_phase_sessions=phase,
        first_phase_gap_days=gap,
        later_gap_days=gap + wider,
        rest_days=rest,
    ),
    st.integers(1, 12),
    st.integers(1, 30),
    st.integers(0, 30),
    st.integers(1, 120),
)
counts = st.integers(1, 12)
prices = st.builds(lambda low, more: Dollars(low, low + more), st.integers(20, 5000), st.integers(0, 5000))
fees = st.integers(0, 2000)


class TestEveryPlan:
    @given(rhythms, counts, some_days, days_off)
    def test_dates_are_in_order_on_free_days_and_never_closer_than_promised(self, rhythm, sessions, start, away):
        course = plan_course(rhythm, sessions=sessions, start=start, days_off=away)

        assert len(course.sessions) == sessions
        assert course.first >= start
        assert not any(away.blocks(session.day) for session in course.sessions)
        for before, after in zip(course.sessions, course.sessions[1:], strict=False):
            assert after.day - before.day >= rhythm.gap_after(before.number)
        assert course.next_from - course.last >= timedelta(days=rhythm.rest_days)

    @given(rhythms, counts, some_days, days_off)
    def test_no_session_waits_longer_than_it_must(self, rhythm, sessions, start, away):
        course = plan_course(rhythm, sessions=sessions, start=start, days_off=away)

        for session in course.sessions:
            waited = (session.day - session.due).days
            assert all(away.blocks(session.due + timedelta(days=day)) for day in range(waited))

    @given(rhythms, counts, some_days)
    def test_who_can_always_go_has_exactly_the_promised_gaps(self, rhythm, sessions, start):
        course = plan_course(rhythm, sessions=sessions, start=start)

        gaps = [after.day - before.day for before, after in zip(course.sessions, course.sessions[1:], strict=False)]
        assert gaps == [rhythm.gap_after(number) for number in range(1, sessions)]

    @given(rhythms, counts, some_days, days_off)
    def test_a_year_begins_with_the_course_and_keeps_its_gaps(self, rhythm, sessions, start, away):
        course = plan_course(rhythm, sessions=sessions, start=start, days_off=away)

        year = days_of_a_year(rhythm, sessions=sessions, start=start, days_off=away)

        shared = min(len(year), sessions)
        assert list(year[:shared]) == [session.day for session in course.sessions][:shared]
        assert year[-1] < add_months(course.first, 12)
        assert list(year) == sorted(set(year))
        assert not any(map(away.blocks, year))

    @given(some_days, st.integers(0, 60), st.integers(0, 60))
    def test_months_later_are_later(self, day, fewer, more):
        assert add_months(day, fewer) <= add_months(day, fewer + more)
        assert add_months(day, more).month == (day.month - 1 + more) % 12 + 1


class TestEveryCost:
    @given(prices, counts, counts, st.integers(1, 7))
    def test_sessions_add_up(self, price, some, others, areas):
        def total(sessions: int) -> Dollars:
            return course_cost(price=price, sessions=sessions, areas=areas).total

        assert total(some + others) == tuple(map(sum, zip(total(some), total(others), strict=True)))

    @given(prices, counts, fees, st.booleans(), st.integers(0, 500))
    def test_nothing_gets_cheaper_when_a_price_or_a_fee_rises(self, price, sessions, fee, credited, more):
        def total(price: Dollars, fee: int) -> Dollars:
            return course_cost(price=price, sessions=sessions, first_visit_fee=fee, credited=credited).total

        dearer = Dollars(price.low + more, price.high + more)
        for higher in (total(dearer, fee), total(price, fee + more)):
            assert all(above >= below for above, below in zip(higher, total(price, fee), strict=True))

    @given(prices, counts, fees)
    def test_low_is_never_above_high_and_credit_never_costs(self, price, sessions, fee):
        plain = course_cost(price=price, sessions=sessions, first_visit_fee=fee).total
        credited = course_cost(price=price, sessions=sessions, first_visit_fee=fee, credited=True).total

        assert plain.low <= plain.high
        assert credited.low <= credited.high
        assert credited.low <= plain.low
        assert credited.high <= plain.high

    @given(prices, some_days, st.integers(0, 700))
    def test_what_is_set_aside_covers_all_and_little_more(self, total, first, length):
        found = set_aside(total, first=first, last=first + timedelta(days=length))

        for whole, each in zip(total, found.each, strict=True):
            assert 0 <= each * found.months - whole < found.months

    @given(st.lists(some_days, max_size=40))
    def test_the_months_hold_every_session_once(self, all_days):
        assert sum(month.sessions for month in by_month(all_days)) == len(all_days)
