"""What can be praised about a match, factor by factor. Praise that is not true is not in the list: None."""

from collections.abc import Callable, Mapping

from matching.engine.factors import HALF_EXPERIENCE
from matching.engine.reasons import Reason, ReasonCode, in_order
from matching.engine.requirements import Factor, Requirements
from matching.engine.scoring import Scored
from matching.engine.summary import Summary

SOON = 7  # days; "soon" means within a week
GOOD = 0.5  # of a factor; "near" means the inner half of the radius

Strength = Callable[[Requirements, Scored, Summary], Reason | None]


def _distance(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    known = not match.candidate.at_zip_middle  # else nobody can say that no other door is nearer
    if known and Factor.DISTANCE in summary.alone and match.miles == summary.nearest:
        return Reason(ReasonCode.NEAREST, Factor.DISTANCE, {"miles": match.miles})
    if match.values[Factor.DISTANCE] >= GOOD:
        return Reason(ReasonCode.NEAR, Factor.DISTANCE, {"miles": match.miles})
    return None


def _cost(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    """Lowest must hold for the shortest and the longest course: a fee weighs less the longer the course."""
    quote, limit = match.quote, requirements.max_price
    lowest = quote.course_low == summary.lowest_course and quote.course_high == summary.lowest_long_course
    if lowest and Factor.COST in summary.alone:
        return Reason(ReasonCode.LOWEST_COURSE_COST, Factor.COST, {"amount": quote.course_low})
    if limit is not None and quote.session < limit:
        return Reason(ReasonCode.PRICE_UNDER_LIMIT, Factor.COST, {"amount": limit - quote.session})
    if (less := int(summary.median_course - quote.course_low)) > 0:
        return Reason(ReasonCode.COSTS_LESS, Factor.COST, {"amount": less})
    return None


def _openings(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    """The asked slots first: a patient who named them cares more for them than for a day sooner."""
    candidate, opening = match.candidate, match.candidate.next_opening
    days = candidate.days_to_opening(requirements.on)
    if free := free_in_slots(requirements, match, ReasonCode.FREE_IN_SLOTS, soon=True):
        return free
    if open_slots := requirements.slots & candidate.slots:
        return Reason(ReasonCode.OPEN_IN_SLOTS, Factor.OPENINGS, {"slots": in_order(open_slots)})
    if opening is not None and days is not None and days <= SOON:
        return Reason(ReasonCode.OPENING_SOON, Factor.OPENINGS, {"date": opening, "days": days})
    return None


def free_in_slots(requirements: Requirements, match: Scored, code: ReasonCode, *, soon: bool) -> Reason | None:
    """The opening at a time that was asked for, where the clinic names one that is soon, or that is not."""
    candidate, on = match.candidate, requirements.on
    opening = candidate.opening_in(requirements.slots, on)
    if opening is None or ((opening - candidate.today(on)).days <= SOON) is not soon:
        return None
    return Reason(code, Factor.OPENINGS, {"date": opening, "slots": in_order(requirements.slots)})


def _experience(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    sessions = match.quote.sessions_done
    if sessions < HALF_EXPERIENCE:
        return None
    most = Factor.EXPERIENCE in summary.alone and sessions == summary.most_sessions
    return Reason(
        ReasonCode.MOST_EXPERIENCE if most else ReasonCode.EXPERIENCE, Factor.EXPERIENCE, {"sessions": sessions}
    )


def _wishes(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    met = requirements.wishes & match.candidate.traits
    return Reason(ReasonCode.MEETS_WISHES, Factor.WISHES, {"codes": tuple(sorted(met))}) if met else None


STRENGTHS: Mapping[Factor, Strength] = {
    Factor.DISTANCE: _distance,
    Factor.COST: _cost,
    Factor.OPENINGS: _openings,
    Factor.EXPERIENCE: _experience,
    Factor.WISHES: _wishes,
}


def treats_all(match: Scored) -> Reason:
    """True of every match, so it lifts nobody; it is what the patient came for."""
    return Reason(ReasonCode.TREATS_ALL, None, {"services": match.quote.services})
