"""The planner's answer: dates and cost of a course, with the catalog rows, claims and prices that they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from urllib.parse import urlencode

from matching.planner.local_prices import local_prices
from providers.directory.geocoding.zip_codes import ZipPlace
from providers.listing.price_ranges import LocalPrices
from treatments.models import Claim, CostGuide, SessionPlan
from treatments.planning import (
    Course,
    CourseCost,
    DaysOff,
    DaySpan,
    Dollars,
    MonthOfSessions,
    Rhythm,
    SetAside,
    by_month,
    course_cost,
    days_of_a_year,
    plan_course,
    set_aside,
)
from treatments.selectors import printable_claims, usual_cost

WEEKDAY_CODES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# The dates rest on these and on the plan's own claim: without one of them there is nothing to plan by.
GAPS: Final = ("course-weekly", "course-monthly", "course-rest")
# No day on which a change shows or ends: nobody has shown one, and a date in a plan would promise it.
ON_LASTING: Final = "lasts-skin"
ON_COST: Final = "cost-varies"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseQuery:
    """What the form was told. `price` is of one session of one area; for None the range near `place` stands in, or the
    guide's. `at` is the clock at the clinic, in the IANA zone `zone`; the two come together or not at all."""

    sessions: int
    areas: int
    price: int | None
    fee: int
    credited: bool
    start: date
    days_off: DaysOff
    place: ZipPlace | None
    at: time | None
    zone: str

    def query(self) -> str:
        """The plan as an address has it: the same plan always the same. The ZIP code stays with the person."""
        said: list[tuple[str, str]] = [("sessions", str(self.sessions)), ("areas", str(self.areas))]
        if self.price is not None:
            said += [("price", str(self.price)), ("right", "on")]
        if self.fee:
            said += [("fee", str(self.fee)), *([("credited", "on")] if self.credited else [])]
        said += self.when()
        return urlencode(said)

    def when(self) -> list[tuple[str, str]]:
        """The part of the address that decides days and times."""
        said = [("start", self.start.isoformat())]
        said += [("off", WEEKDAY_CODES[day]) for day in sorted(self.days_off.weekdays)]
        if self.days_off.spans:
            said.append(("away", ";".join(map(_typed, self.days_off.spans))))
        if self.at is not None:
            said += [("at", self.at.strftime("%H:%M")), ("zone", self.zone)]
        return said


def _typed(span: DaySpan) -> str:
    first, last = span.first.isoformat(), span.last.isoformat()
    return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class CostOfPlan:
    """`others` are courses of other lengths, shortest first, the asked one among them. `year` is the most a year holds:
    None when no second course fits into it."""

    asked: CourseCost
    others: tuple[CourseCost, ...]
    year: CourseCost | None
    aside: SetAside
    months: tuple[MonthOfSessions, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePlan:
    """`course` is None while a claim that the dates rest on is being checked; `cost` also without any price to use.
    `claims` holds only what may be printed today."""

    asked: CourseQuery
    rhythm: Rhythm
    guide: CostGuide
    local: LocalPrices | None
    course: Course | None
    cost: CostOfPlan | None
    claims: Mapping[str, Claim]


def course_plan(asked: CourseQuery, *, plan: SessionPlan, now: datetime, today: date) -> CoursePlan:
    """Three queries, one more with a place. `today` decides which claims may be printed."""
    guide = usual_cost()
    core = (plan.claim.slug, *GAPS)
    beside = (ON_LASTING, guide.claim.slug, ON_COST)
    claims = printable_claims([*core, *beside], on=today)
    place = asked.place
    local = local_prices(latitude=place.latitude, longitude=place.longitude, on=now) if place else None
    rhythm = rhythm_of(plan)
    known = all(slug in claims for slug in core)
    course = plan_course(rhythm, sessions=asked.sessions, start=asked.start, days_off=asked.days_off) if known else None
    price = _price(asked, local, guide if guide.claim.slug in claims else None)
    return CoursePlan(
        asked=asked,
        rhythm=rhythm,
        guide=guide,
        local=local,
        course=course,
        cost=_cost(asked, rhythm, course, price) if course and price else None,
        claims=_in_order(claims, [*core, *beside]),
    )


def rhythm_of(plan: SessionPlan) -> Rhythm:
    return Rhythm(
        sessions_min=plan.sessions_min,
        sessions_max=plan.sessions_max,
        first_phase_sessions=plan.first_phase_sessions,
        first_phase_gap_days=plan.first_phase_gap_days,
        later_gap_days=plan.later_gap_days,
        rest_days=plan.rest_days,
    )


def _price(asked: CourseQuery, local: LocalPrices | None, guide: CostGuide | None) -> Dollars | None:
    """What was typed, else what providers near charge, else the guide's range; None when that is being checked."""
    if asked.price is not None:
        return Dollars(asked.price, asked.price)
    near = local or guide
    return Dollars(near.low, near.high) if near else None


def _cost(asked: CourseQuery, rhythm: Rhythm, course: Course, price: Dollars) -> CostOfPlan:
    def of(sessions: int) -> CourseCost:
        return course_cost(
            price=price,
            sessions=sessions,
            areas=asked.areas,
            first_visit_fee=asked.fee,
            credited=asked.credited,
        )

    year = days_of_a_year(rhythm, sessions=asked.sessions, start=asked.start, days_off=asked.days_off)
    lengths = sorted({rhythm.sessions_min, asked.sessions, rhythm.sessions_max})
    return CostOfPlan(
        asked=of(asked.sessions),
        others=tuple(map(of, lengths)),
        year=of(len(year)) if len(year) > asked.sessions else None,
        aside=set_aside(of(asked.sessions).total, first=course.first, last=course.last),
        months=by_month(session.day for session in course.sessions),
    )


def _in_order(claims: Mapping[str, Claim], slugs: Sequence[str]) -> dict[str, Claim]:
    return {slug: claims[slug] for slug in slugs if slug in claims}
