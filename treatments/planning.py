"""When the sessions of a course fall, and what it costs. Pure: no clock, no catalog, no words; the caller brings facts.

The rules, as the claims course-weekly, course-monthly and course-rest have them:
- The first session is on the first day from the start on which the person can go.
- Each further session is due a fixed gap after the one before: the short gap within the first phase, then the long one.
  On a day when the person cannot go it moves to the next day when they can. The gap after it is counted from the day it
  moved to. So a gap can grow, and is never shorter than the plan says.
- Another course waits for the plan's rest after the last session.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
WEEKDAYS = 7
YEAR_MONTHS = 12


# --- Dates ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The numbers of one session plan of the catalog. Gaps and rest in days."""

    sessions_min: int
    sessions_max: int
    first_phase_sessions: int
    first_phase_gap_days: int
    later_gap_days: int
    rest_days: int

    def gap_after(self, number: int) -> timedelta:
        """The least time from session `number` (1 is the first) to the next."""
        in_first_phase = number < self.first_phase_sessions
        return timedelta(days=self.first_phase_gap_days if in_first_phase else self.later_gap_days)


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """Days on end, both included. ValueError when it ends before it starts."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span cannot end before it starts: {self.first} to {self.last}")


@dataclass(frozen=True, slots=True)
class DaysOff:
    """When a person cannot go. Weekdays as date.weekday() counts them, 0 is Monday. ValueError when none is left."""

    weekdays: frozenset[int] = frozenset()
    spans: tuple[DaySpan, ...] = ()

    def __post_init__(self) -> None:
        if len(self.weekdays & set(range(WEEKDAYS))) == WEEKDAYS:
            raise ValueError("no day of the week is left")

    def blocks(self, day: date) -> bool:
        return day.weekday() in self.weekdays or any(span.first <= day <= span.last for span in self.spans)

    def next_free(self, day: date) -> date:
        """`day` itself, or the first day after it when the person can go. OverflowError past the year 9999."""
        while self.blocks(day):
            day += ONE_DAY
        return day


ANY_DAY = DaysOff()


@dataclass(frozen=True, slots=True)
class Session:
    """`due` is the day by the gaps alone, `day` the one on which the person can go."""

    number: int
    due: date
    day: date

    @property
    def moved(self) -> bool:
        return self.day != self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The sessions in order, at least one."""

    sessions: tuple[Session, ...]
    next_from: date  # the first day on which another course may start and the person can go

    @property
    def first(self) -> date:
        return self.sessions[0].day

    @property
    def last(self) -> date:
        return self.sessions[-1].day


def plan_course(rhythm: Rhythm, *, sessions: int, start: date, days_off: DaysOff = ANY_DAY) -> Course:
    """The dates of a course of `sessions`. ValueError when that is not a number of sessions the plan allows."""
    if not rhythm.sessions_min <= sessions <= rhythm.sessions_max:
        raise ValueError(f"a course has {rhythm.sessions_min} to {rhythm.sessions_max} sessions, not {sessions}")
    planned = tuple(_sessions(rhythm, sessions, start, days_off))
    return Course(
        sessions=planned,
        next_from=days_off.next_free(planned[-1].day + timedelta(days=rhythm.rest_days)),
    )


def _sessions(rhythm: Rhythm, sessions: int, start: date, days_off: DaysOff) -> Iterator[Session]:
    due = start
    for number in range(1, sessions + 1):
        session = Session(number=number, due=due, day=days_off.next_free(due))
        yield session
        due = session.day + rhythm.gap_after(number)


def days_of_a_year(rhythm: Rhythm, *, sessions: int, start: date, days_off: DaysOff = ANY_DAY) -> tuple[date, ...]:
    """The most sessions that one year can hold: the course, the rest, the same course again, as often as it fits.

    The year runs from the first session to the day before its anniversary. What falls later is left out, so the last
    course may be cut short. Nobody has to go on after the first course: this is the upper end, not advice.
    """
    course = plan_course(rhythm, sessions=sessions, start=start, days_off=days_off)
    end = add_months(course.first, YEAR_MONTHS)
    days: list[date] = []
    while course.first < end:
        days += [session.day for session in course.sessions if session.day < end]
        course = plan_course(rhythm, sessions=sessions, start=course.next_from, days_off=days_off)
    return tuple(days)


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last when it has no such day: a month after January 31 is February 28.

    Count from one fixed day, not step by step: January 31, February 28, March 28 would drift.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- Money ----------------------------------------------------------------------------------------------------------
class Dollars(NamedTuple):
    """Whole US dollars from `low` to `high`; twice the same when the price is known."""

    low: int
    high: int

    @property
    def is_one(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCost:
    """`session` is one visit with all its areas; `total` has the first visit in it."""

    sessions: int
    session: Dollars
    total: Dollars

    def after(self, sessions: int) -> Dollars:
        """What is paid by the end of session `sessions` (1 is the first), the first visit included."""
        left = self.sessions - sessions
        return Dollars(self.total.low - left * self.session.low, self.total.high - left * self.session.high)


def course_cost(
    *, price: Dollars, sessions: int, areas: int = 1, first_visit_fee: int = 0, credited: bool = False
) -> CourseCost:
    """What `sessions` sessions cost. `price` is for one session of one area; each further area costs it again.

    A credited fee comes off the first session, so only what it exceeds that session by is paid on top: four sessions at
    $120 with a credited fee of $150 are $480 and $30 more; with a fee of $100, $480.
    """
    session = Dollars(price.low * areas, price.high * areas)
    return CourseCost(
        sessions=sessions,
        session=session,
        total=Dollars(
            *(each * sessions + (max(0, first_visit_fee - each) if credited else first_visit_fee) for each in session)
        ),
    )


@dataclass(frozen=True, slots=True)
class SetAside:
    """Put `each` aside `months` times, on the day of the first session and a month apart: then all is there."""

    months: int
    each: Dollars


def set_aside(total: Dollars, *, first: date, last: date) -> SetAside:
    """Equal parts over the months in which the course runs, rounded up to whole dollars."""
    months = 1
    while add_months(first, months) <= last:
        months += 1
    return SetAside(months, Dollars(*(-(-whole // months) for whole in total)))


class MonthOfSessions(NamedTuple):
    first_day: date
    sessions: int


def by_month(days: Iterable[date]) -> tuple[MonthOfSessions, ...]:
    """How many of `days` fall into each calendar month. Months without any are left out."""
    counts: dict[date, int] = {}
    for day in sorted(days):
        month = day.replace(day=1)
        counts[month] = counts.get(month, 0) + 1
    return tuple(MonthOfSessions(month, count) for month, count in counts.items())
