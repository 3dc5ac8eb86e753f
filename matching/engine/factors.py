"""How good a match is: five factors, each from 0 to 1 and never falling when its fact gets better.

Each formula uses only + - * / and comparisons on floats and whole numbers below 2**53, which every IEEE 754 machine
rounds alike. A NumPy twin that does the same operations in the same order gets the same bits. That is also why no
curve here is an exponential, whose last bits differ between libraries.
"""

from matching.engine.candidates import Candidate
from matching.engine.pricing import Quote
from matching.engine.requirements import Factor, Requirements

SOON_DAYS = 2  # an opening within two days is as good as one today
FAR_DAYS = 28  # four weeks
USUAL_DAYS = 24  # the mean wait in 15 US metro areas was 24.1 days (Merritt Hawkins 2017)
HALF_EXPERIENCE = 50  # sessions at which experience reaches one half
UNTOLD_MILES = 2.0  # at which a clinic counts, at least, of which only the ZIP code is known


def distance(miles: float, radius_miles: float) -> float:
    """1 at the patient's ZIP code, 0 at the radius, a straight line between.

    Patients prefer nearer (93,007 outpatients, PLoS One 2018, 10.1371/journal.pone.0203018); how much nearer matters
    differs from person to person, so the scale is the distance that this patient said.
    """
    return max(0.0, 1.0 - miles / radius_miles)


def counted_miles(miles: float, *, at_zip_middle: bool) -> float:
    """Miles as they are judged: those to the door, or to the middle of its ZIP code but two at least.

    Of half of the people of the US the next ZIP code's middle is 2.8 miles away or more (the bundled table, weighted),
    so a door is some one to two miles from its own middle. Else a clinic that never said where it is would be at 0
    miles for all who live in its ZIP code. It never lifts anybody: whoever sets a pin within two miles gains or stays.
    """
    return max(miles, UNTOLD_MILES) if at_zip_middle else miles


def cost(course: int, cheap: int, dear: int) -> float:
    """1 at or under `cheap`, 0 at or over `dear`, a straight line between. All in dollars for the shortest course.

    Cheaper than the guide's low end earns nothing: a price below what the treatment takes is no merit.
    """
    if course <= cheap:
        return 1.0
    if course >= dear:
        return 0.0
    return (dear - course) / (dear - cheap)


def openings(days: int, asked: int, open_slots: int) -> float:
    """Half for the share of the asked slots that are open, and up to as much again for how soon; only how soon when no
    slot is asked for.

    An opening at times that were not asked for earns nothing, however soon: two of two and tomorrow make 1, one of two
    and tomorrow 1/2, none 0. Patients prefer sooner (same study as distance). `days` to the next opening, see `wait`.
    """
    if asked == 0:
        return soonness(days)
    return open_slots / asked * (1.0 + soonness(days)) / 2


def soonness(days: int) -> float:
    """1 within two days, 0 from four weeks on, a straight line between."""
    if days >= FAR_DAYS:
        return 0.0
    return min(1.0, (FAR_DAYS - days) / (FAR_DAYS - SOON_DAYS))


def wait(requirements: Requirements, candidate: Candidate) -> int:
    """Days to the next opening, as they are judged: at a time that was asked for where the clinic names one."""
    days = candidate.days_to_opening(requirements.on, requirements.slots)
    return unknown_wait(requirements) if days is None else days


def unknown_wait(requirements: Requirements) -> int:
    """What an opening that nobody told counts as: the usual wait. It costs less than one that is known to be far, or
    nobody would tell those. Who wants to begin soon cannot rely on it: then it is as good as none.
    """
    return FAR_DAYS if requirements.matters_most is Factor.OPENINGS else USUAL_DAYS


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
        Factor.DISTANCE: distance(
            counted_miles(miles, at_zip_middle=candidate.at_zip_middle), requirements.radius_miles
        ),
        Factor.COST: cost(quoted.course_low, *cost_scale(requirements)),
        Factor.OPENINGS: openings(wait(requirements, candidate), len(asked), len(met)),
        Factor.EXPERIENCE: experience(quoted.sessions_done),
        Factor.WISHES: wishes(len(requirements.wishes & candidate.traits), len(requirements.wishes)),
    }
