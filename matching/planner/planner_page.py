"""A plan in words and drawings, for the planner's templates. Every number comes from the plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.planner.course_plan import CostOfPlan, CoursePlan
from matching.planner.forms.planner import ZONES
from matching.planner.local_prices import NEAR_MILES
from matching.planner.planner_charts import CostBars, Timeline, cost_bars, timeline
from matching.search.wording import dollar_range, dollars
from providers.listing.price_ranges import ENOUGH_PROVIDERS
from treatments.planning import Course, CourseCost, Dollars


@dataclass(frozen=True, slots=True)
class SessionRow:
    """`moved_from` is the day it would have been; `paid` what has been paid by the end of that day, "" without cost."""

    number: int
    day: date
    moved_from: date | None
    paid: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    first_day: date
    sessions: int
    cost: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostWords:
    total: str
    session: str
    first_visit: str
    bars: CostBars
    aside_months: int
    aside_each: str
    months: tuple[MonthRow, ...]
    year_sessions: int  # 0 when no other course fits into a year
    year: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerPage:
    price_from: tuple[str, ...]
    sessions: tuple[SessionRow, ...]
    timeline: Timeline | None
    cost: CostWords | None
    share: str
    zone: str  # "Pacific"; "" without a time


def page_of(plan: CoursePlan) -> PlannerPage:
    course, cost = plan.course, plan.cost
    return PlannerPage(
        price_from=tuple(_price_from(plan)),
        sessions=_session_rows(course, cost.asked if cost else None) if course else (),
        timeline=timeline(course, first_phase=plan.rhythm.first_phase_sessions) if course else None,
        cost=_cost_words(plan, cost) if cost else None,
        share=plan.asked.query(),
        zone=str(ZONES.get(plan.asked.zone, "")),
    )


def _price_from(plan: CoursePlan) -> Iterator[str]:
    """Where the price comes from, and what it is like near the person."""
    asked, local = plan.asked, plan.local
    if asked.price is not None:
        yield _("You typed %(price)s for one session of one area.") % {"price": dollars(asked.price)}
    if asked.place is not None:
        near = {"miles": NEAR_MILES, "zip": asked.place.zip_code, "enough": ENOUGH_PROVIDERS}
        if local is None:
            yield _("Fewer than %(enough)s listed providers are within %(miles)s miles of %(zip)s.") % near
        else:
            near |= {"count": local.providers, "range": dollar_range(local.low, local.high)}
            yield _("%(count)s listed providers are within %(miles)s miles of %(zip)s.") % near
            yield _("8 in 10 of them charge %(range)s for one session of one area.") % near
    if asked.price is None and local is None and plan.cost is not None:
        guide = {"range": dollar_range(plan.guide.low, plan.guide.high), "year": plan.guide.as_of_year}
        yield _("Guide price, %(year)s: %(range)s for one session of one area.") % guide


def _session_rows(course: Course, cost: CourseCost | None) -> tuple[SessionRow, ...]:
    return tuple(
        SessionRow(
            number=session.number,
            day=session.day,
            moved_from=session.due if session.moved else None,
            paid=_amount(cost.after(session.number)) if cost else "",
        )
        for session in course.sessions
    )


def _cost_words(plan: CoursePlan, cost: CostOfPlan) -> CostWords:
    return CostWords(
        total=_amount(cost.asked.total),
        session=_amount(cost.asked.session),
        first_visit=_first_visit(plan),
        bars=cost_bars(list(_bar_rows(cost))),
        aside_months=cost.aside.months,
        aside_each=_amount(cost.aside.each),
        months=tuple(
            MonthRow(month.first_day, month.sessions, _amount(_times(cost.asked.session, month.sessions)))
            for month in cost.months
        ),
        year_sessions=cost.year.sessions if cost.year else 0,
        year=_amount(cost.year.total) if cost.year else "",
    )


def _bar_rows(cost: CostOfPlan) -> Iterator[tuple[str, str, Dollars]]:
    for course in cost.others:
        yield _sessions(course.sessions), _amount(course.total), course.total
    if cost.year:
        label = _("One year at most: %(sessions)s") % {"sessions": _sessions(cost.year.sessions)}
        yield label, _amount(cost.year.total), cost.year.total


def _first_visit(plan: CoursePlan) -> str:
    asked = plan.asked
    if not asked.fee:
        return ""
    fee = {"amount": dollars(asked.fee)}
    if asked.credited:
        return _("%(amount)s, and it comes off the first session") % fee
    return _("%(amount)s, paid on top") % fee


def _sessions(count: int) -> str:
    return ngettext("%(count)s session", "%(count)s sessions", count) % {"count": count}


def _times(price: Dollars, count: int) -> Dollars:
    return Dollars(price.low * count, price.high * count)


def _amount(amount: Dollars) -> str:
    return dollar_range(*amount)
