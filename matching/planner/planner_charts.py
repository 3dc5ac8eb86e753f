"""The two drawings of the planner: sessions on a line of time, and what courses cost. Pure geometry for SVG.

Both are 700 wide. The words and amounts in them stand in lists and tables beside them too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from treatments.planning import Course, Dollars, add_months

WIDTH = 700
LEFT, RIGHT = 32.0, 668.0

DOT_RADIUS = 8.0
LEAST_RADIUS = 2.5
DOT_SHARE = 0.45  # of the room to the next dot
LABEL_ROOM = 15.0  # a two-digit number is about this wide
MONTH_ROOM = 64.0  # "Sep 2027"


# --- The line of time -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Dot:
    """`label` is empty where the number would run into its neighbor. `later` sessions are the ones "if needed"."""

    x: float
    number: int
    label: str
    later: bool


@dataclass(frozen=True, slots=True)
class MonthTick:
    x: float
    first_day: date
    labeled: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    dots: tuple[Dot, ...]
    radius: float
    months: tuple[MonthTick, ...]
    rest_from: float
    rest_to: float


def timeline(course: Course, *, first_phase: int) -> Timeline:
    """From the first session to the day on which another course may start. A day is as wide everywhere."""
    days = (course.next_from - course.first).days

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - course.first).days / days, 1)

    places = [x(session.day) for session in course.sessions]
    room = min((after - before for before, after in pairwise(places)), default=RIGHT - LEFT)
    radius = round(max(LEAST_RADIUS, min(DOT_RADIUS, DOT_SHARE * room)), 1)
    return Timeline(
        dots=_dots(places, first_phase),
        radius=radius,
        months=_months(course, x(course.next_from), x),
        rest_from=round(places[-1] + radius + 4, 1),
        rest_to=RIGHT,
    )


def _dots(places: Sequence[float], first_phase: int) -> tuple[Dot, ...]:
    dots: list[Dot] = []
    labeled_at = float("-inf")
    for number, place in enumerate(places, 1):
        fits = place - labeled_at >= LABEL_ROOM
        labeled_at = place if fits else labeled_at
        dots.append(Dot(place, number, str(number) if fits else "", later=number > first_phase))
    return tuple(dots)


def _months(course: Course, end: float, x: Callable[[date], float]) -> tuple[MonthTick, ...]:
    """The first of each month after the course began. Every name that has room, and none half out of the picture."""
    ticks: list[MonthTick] = []
    labeled_at = LEFT - MONTH_ROOM / 2
    month = add_months(course.first.replace(day=1), 1)
    while month <= course.next_from:
        place = x(month)
        fits = place - labeled_at >= MONTH_ROOM and place <= end - MONTH_ROOM / 2 + 24
        labeled_at = place if fits else labeled_at
        ticks.append(MonthTick(place, month, fits))
        month = add_months(month, 1)
    return tuple(ticks)


# --- What courses cost ------------------------------------------------------------------------------------------------
BAR_LEFT, BAR_WIDTH = 24.0, 652.0
ROW_HEIGHT, ROW_TOP = 52, 34


@dataclass(frozen=True, slots=True)
class CostBar:
    """One row: words at the left, the amount at the right, the bar below them from low to high."""

    label: str
    amount: str
    x: float
    width: float
    text_y: int
    bar_y: int


@dataclass(frozen=True, slots=True)
class CostBars:
    bars: tuple[CostBar, ...]
    height: int


def cost_bars(rows: Sequence[tuple[str, str, Dollars]]) -> CostBars:
    """(label, amount in words, dollars) of each row, on one scale that starts at $0. One price is a bar from 0."""
    most = max(cost.high for _label, _amount, cost in rows)
    bars = []
    for place, (label, amount, cost) in enumerate(rows):
        start = 0.0 if cost.is_one else BAR_WIDTH * cost.low / most
        text_y = ROW_TOP + place * ROW_HEIGHT
        bars.append(
            CostBar(
                label=label,
                amount=amount,
                x=round(BAR_LEFT + start, 1),
                width=round(BAR_WIDTH * cost.high / most - start, 1),
                text_y=text_y,
                bar_y=text_y + 10,
            )
        )
    return CostBars(tuple(bars), ROW_TOP + len(rows) * ROW_HEIGHT - 6)
