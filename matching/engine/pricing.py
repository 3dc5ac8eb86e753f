"""What one provider would charge this patient, for a session and for the whole course. Whole dollars throughout."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from matching.engine.candidates import Candidate, Terms
from matching.engine.requirements import Requirements, Service

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

    Every way to serve the groups is compared, for two reasons: services that share an area share its price, so the
    cheapest service of each group need not make the cheapest plan; and a provider that lowers a price can then never
    become dearer. There is one way unless the patient is not sure, and at most a few hundred then.
    An accelerated twin loops over the plans (the same for all candidates) and works on columns within each.
    """
    terms = candidate.terms
    offered = [[service for service in group if service.code in terms] for group in requirements.groups]
    if not all(offered):
        return None
    plan = min(product(*offered), key=lambda plan: _preference(plan, terms))
    session = session_price(plan, terms)
    fee = 0 if candidate.fee_credited else candidate.first_visit_fee
    return Quote(
        services=_codes(plan),
        session=session,
        course_low=session * requirements.sessions_min + fee,
        course_high=session * requirements.sessions_max + fee,
        sessions_done=_least_done(plan, terms),
    )


def session_price(plan: Plan, terms: Mapping[int, Terms]) -> int:
    """Dollars for one session: the dearest service in each area, added up over the areas.

    Concerns of one area are treated in one go; each further area is paid for.
    """
    dearest: dict[str, int] = {}
    for service in plan:
        dearest[service.area] = max(dearest.get(service.area, 0), terms[service.code].price)
    return sum(dearest.values())


def _preference(plan: Plan, terms: Mapping[int, Terms]) -> tuple[int, int, tuple[int, ...]]:
    return session_price(plan, terms), -_least_done(plan, terms), _codes(plan)


def _least_done(plan: Plan, terms: Mapping[int, Terms]) -> int:
    return min(terms[service.code].sessions_done for service in plan)


def _codes(plan: Plan) -> tuple[int, ...]:
    return tuple(sorted({service.code for service in plan}))
