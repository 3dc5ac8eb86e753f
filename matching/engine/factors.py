"""How good a match is: five factors, each from 0 to 1 and never falling when its fact gets better.

Each formula uses only + - * / and comparisons on floats and whole numbers below 2**53, which every IEEE 754 machine
rounds alike. A NumPy twin that does the same operations in the same order gets the same bits. That is also why no
curve here is an exponential, whose last bits differ between libraries.
"""

from enum import StrEnum

from matching.engine.candidates import Candidate
from matching.engine.pricing import Quote
from matching.engine.requirements import Requirements

SOON_DAYS = 2  # an opening within two days is as good as one today
FAR_DAYS = 28  # four weeks; the mean wait in 15 US metro areas was 24.1 days (Merritt Hawkins 2017)
HALF_EXPERIENCE = 50  # sessions at which experience reaches one half


class Factor(StrEnum):
    """In the order of the weights table, which is also the order in which equals are listed."""

    DISTANCE = "distance"
    COST = "cost"
    OPENINGS = "openings"
    WISHES = "wishes"
    EXPERIENCE = "experience"


def distance(miles: float, radius_miles: float) -> float:
    """1 at the patient's ZIP code, 0 at the radius, a straight line between.

    Patients prefer nearer (93,007 outpatients, PLoS One 2018, 10.1371/journal.pone.0203018); how much nearer matters
    differs from person to person, so the scale is the distance that this patient said.
    """
    return max(0.0, 1.0 - miles / radius_miles)


def cost(course: int, cheap: int, dear: int) -> float:
    """1 at or under `cheap`, 0 at or over `dear`, a straight line between. All in dollars for the shortest course.

    Cheaper than the guide's low end earns nothing: a price below what the treatment takes is no merit.
    """
    if course <= cheap:
        return 1.0
    if course >= dear:
        return 0.0
    return (dear - course) / (dear - cheap)


def openings(days: int | None, asked: int, open_slots: int) -> float:
    """Half how soon, half the share of the asked slots that are open; only how soon when no slot is asked for.

    Patients prefer sooner (same study as distance). `days` to the next opening; None, unknown, earns nothing: hours
    that nobody keeps up to date are the commonest fault of directories (CMS found 49% of locations wrong).
    """
    if asked == 0:
        return soonness(days)
    return (soonness(days) + open_slots / asked) / 2


def soonness(days: int | None) -> float:
    """1 within two days, 0 from four weeks on or when unknown, a straight line between."""
    if days is None or days >= FAR_DAYS:
        return 0.0
    return min(1.0, (FAR_DAYS - days) / (FAR_DAYS - SOON_DAYS))


def experience(sessions: int) -> float:
    """n / (n + 50): a Bayesian mean that starts at nothing. The first sessions teach the most.

    `sessions` is what the provider reports about themselves, so this factor weighs least.
    """
    return sessions / (sessions + HALF_EXPERIENCE)


def wishes(met: int, asked: int) -> float:
    """The share of the wishes that are met. Nothing wished: 1 for everyone."""
    return met / asked if asked else 1.0


def cost_scale(requirements: Requirements) -> tuple[int, int]:
    """(cheap, dear): dollars of the shortest course at which the cost factor is 1 and 0.

    The guide's low end times the fewest areas that will do, and the patient's own limit; without a limit the guide's
    high end. It depends on the search alone, so that for everyone in a list a dollar counts the same.
    """
    low = requirements.price_low * requirements.areas
    high = requirements.price_high * requirements.areas if requirements.max_price is None else requirements.max_price
    return low * requirements.sessions_min, high * requirements.sessions_min


def values(requirements: Requirements, candidate: Candidate, miles: float, quoted: Quote) -> dict[Factor, float]:
    """Every factor of one candidate."""
    asked, met = requirements.slots, requirements.slots & candidate.slots
    return {
        Factor.DISTANCE: distance(miles, requirements.radius_miles),
        Factor.COST: cost(quoted.course_low, *cost_scale(requirements)),
        Factor.OPENINGS: openings(candidate.days_to_opening(requirements.on), len(asked), len(met)),
        Factor.EXPERIENCE: experience(quoted.sessions_done),
        Factor.WISHES: wishes(len(requirements.wishes & candidate.traits), len(requirements.wishes)),
    }
