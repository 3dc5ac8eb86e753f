"""What one provider would charge this patient, for a session and for the whole course. Whole dollars throughout."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from matching.engine.candidates import Candidate, Terms
from matching.engine.requirements import Groups, Requirements, Service, apart

Plan = tuple[Service, ...]  # one service for each group, in the order of the groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The cheapest way in which one provider serves every group."""

    services: tuple[int, ...]  # codes of the services it is made of, ascending
    session: int  # dollars for one session
    course_low: int  # dollars for the shortest course, fee for the first visit included
    course_high: int  # the same for the longest course
    sessions_done: int  # the least of the services: a plan is as experienced as its weakest part


def quote(requirements: Requirements, candidate: Candidate) -> Quote | None:
    """The cheapest plan, or None when a group is not offered. Equal price: more experience, then lower codes.

    Every way to serve the groups counts, for two reasons. Services that share an area share its price, so the cheapest
    service of each group need not make the cheapest plan: lines and spots, wherever, at $100 for lines of the face, $90
    for lines of the neck and $120 for spots of the face cost $120 with both on the face, not $90 + $120. And a provider
    that lowers a price can then never become dearer.

    Groups that share no area are planned apart, which comes to the same: prices add up, the least experience
    is the least of the clusters' least, and sorted codes stay in order when other codes are mixed in (as long as no
    service stands in two groups; the intake makes none that do).
    """
    terms = candidate.terms
    clusters = [_cheapest(cluster, terms) for cluster in apart(requirements.groups)]
    if not all(clusters):
        return None
    done = min(max(_least_done(plan, terms) for plan in plans) for plans in clusters)
    plan: Plan = ()
    for plans in clusters:
        plan += min((able for able in plans if _least_done(able, terms) >= done), key=_codes)
    session = session_price(plan, terms)
    fee = paid_on_top(candidate.first_visit_fee, credited=candidate.fee_credited, session=session)
    return Quote(
        services=_codes(plan),
        session=session,
        course_low=session * requirements.sessions_min + fee,
        course_high=session * requirements.sessions_max + fee,
        sessions_done=done,
    )


def paid_on_top(fee: int, *, credited: bool, session: int) -> int:
    """What the first visit costs beside the sessions. One that comes off the first session can take off no more than
    that session costs: of $500 before sessions at $150, $350 are paid on top. treatments/planning.py says the same.
    """
    return max(0, fee - session) if credited else fee


def _cheapest(groups: Groups, terms: Mapping[int, Terms]) -> list[Plan]:
    """All plans of the lowest price for groups that share areas; none when a group is not offered."""
    offered = [[service for service in group if service.code in terms] for group in groups]
    priced = [(session_price(plan, terms), plan) for plan in product(*offered)]
    lowest = min((price for price, _plan in priced), default=0)
    return [plan for price, plan in priced if price == lowest]


def session_price(plan: Plan, terms: Mapping[int, Terms]) -> int:
    """Dollars for one session: the dearest service in each area, added up over the areas.

    Concerns of one area are treated in one go; each further area is paid for.
    """
    dearest: dict[str, int] = {}
    for service in plan:
        dearest[service.area] = max(dearest.get(service.area, 0), terms[service.code].price)
    return sum(dearest.values())


def _least_done(plan: Plan, terms: Mapping[int, Terms]) -> int:
    return min(terms[service.code].sessions_done for service in plan)


def _codes(plan: Plan) -> tuple[int, ...]:
    return tuple(sorted({service.code for service in plan}))
