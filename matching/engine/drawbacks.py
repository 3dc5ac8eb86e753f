"""What is good to know before a visit, factor by factor. None where nothing true and useful can be said."""

from collections.abc import Callable, Mapping

from matching.engine.factors import HALF_EXPERIENCE, soonness, wait
from matching.engine.geography import STEPS_PER_MILE
from matching.engine.reasons import Reason, ReasonCode, in_order
from matching.engine.requirements import Factor, Requirements, Slot
from matching.engine.scoring import Scored
from matching.engine.strengths import GOOD, SOON, free_in_slots
from matching.engine.summary import Summary

WEEKEND = frozenset({Slot.SATURDAY, Slot.SUNDAY})
VIDEO = "video_first"  # the wish code of a trait; the engine knows no other by name
TELLING_MILES = 0.1  # distances are shown to a tenth of a mile; less is no difference to a reader

Drawback = Callable[[Requirements, Scored, Summary], Reason | None]


def distance(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    """How much farther is said where both doors are known, or so far that it makes no difference: else nobody knows."""
    if summary.nearest is not None and match.miles == match.counted_miles:
        over = round((match.miles - summary.nearest) * STEPS_PER_MILE) / STEPS_PER_MILE
        if over >= TELLING_MILES:
            return Reason(ReasonCode.FARTHER, Factor.DISTANCE, {"miles": match.miles, "over": over})
    if match.values[Factor.DISTANCE] < GOOD:
        return Reason(ReasonCode.FAR, Factor.DISTANCE, {"miles": match.miles})
    return None


def _cost(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    """The fee, when it alone puts this provider above the lowest; else how far above."""
    candidate, over = match.candidate, match.quote.course_low - summary.lowest_course
    fee = 0 if candidate.fee_credited else candidate.first_visit_fee
    if fee >= over:
        return first_visit_fee(match) if fee else None
    return Reason(ReasonCode.COSTS_MORE, Factor.COST, {"amount": over})


def first_visit_fee(match: Scored) -> Reason | None:
    candidate = match.candidate
    if not candidate.first_visit_fee:
        return None
    params = {"amount": candidate.first_visit_fee, "credited": candidate.fee_credited}
    return Reason(ReasonCode.FIRST_VISIT_FEE, Factor.COST, params)


def _openings(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    """Of how soon and which slots, the one that loses more. A slot without hours in which the clinic names an opening,
    one Saturday say, is not called closed."""
    candidate, on = match.candidate, requirements.on
    opening, days = candidate.next_opening, candidate.days_to_opening(on)
    closed = {slot for slot in requirements.slots - candidate.slots if not candidate.opening_in([slot], on)}
    if closed and len(closed) / len(requirements.slots) >= 1.0 - soonness(wait(requirements, candidate)):
        return Reason(ReasonCode.CLOSED_IN_SLOTS, Factor.OPENINGS, {"slots": in_order(closed)})
    if candidate.opening_in(requirements.slots, on):
        return free_in_slots(requirements, match, ReasonCode.FREE_IN_SLOTS_LATE, soon=False)
    if opening is None or days is None:
        return Reason(ReasonCode.OPENING_UNKNOWN, Factor.OPENINGS, {})
    if days > SOON:
        return Reason(ReasonCode.OPENING_FAR, Factor.OPENINGS, {"date": opening, "days": days})
    return None


def _experience(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    sessions = match.quote.sessions_done
    if sessions >= HALF_EXPERIENCE:
        return None
    return Reason(ReasonCode.LITTLE_EXPERIENCE, Factor.EXPERIENCE, {"sessions": sessions})


def _wishes(requirements: Requirements, match: Scored, summary: Summary) -> Reason | None:
    lacking = requirements.wishes - match.candidate.traits
    return Reason(ReasonCode.LACKS_WISHES, Factor.WISHES, {"codes": tuple(sorted(lacking))}) if lacking else None


# How far it is stands on each card, so that somebody else is nearer is said for want of anything else.
DRAWBACKS: Mapping[Factor, Drawback] = {
    Factor.COST: _cost,
    Factor.OPENINGS: _openings,
    Factor.EXPERIENCE: _experience,
    Factor.WISHES: _wishes,
}


def neutral(requirements: Requirements, match: Scored, summary: Summary) -> Reason:
    """For a match that loses nothing else worth telling: what else one would want to know before a visit, if anything;
    last, where the facts come from."""
    candidate = match.candidate
    if fee := first_visit_fee(match):
        return fee
    if candidate.slots and not candidate.slots & WEEKEND and not candidate.opening_in(WEEKEND, requirements.on):
        return Reason(ReasonCode.NO_WEEKEND, None, {})
    if VIDEO not in candidate.traits:
        return Reason(ReasonCode.NO_VIDEO, None, {})
    return distance(requirements, match, summary) or Reason(ReasonCode.SELF_REPORTED, None, {})
