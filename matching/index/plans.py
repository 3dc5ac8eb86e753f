"""The ways to serve a search, and what each costs. The arithmetic of `engine.pricing`, for many listings at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.engine.requirements import Groups, apart
from matching.index.columns import Bools

NOT_OFFERED = 2**40  # dollars: more than any sum of prices, and small enough to add up
Terms = NDArray[np.int64]  # (codes, n)
Rows = Terms | Sequence[NDArray[np.int64]]  # likewise, or the rows of it one by one
Plan = tuple[tuple[int, ...], ...]  # for each area, the positions in `codes` of the services chosen there


@dataclass(frozen=True, slots=True)
class Plans:
    """Positions point into `codes`."""

    codes: tuple[int, ...]  # every service that is asked for, ascending
    groups: tuple[tuple[int, ...], ...]  # of one group: positions of which one is needed
    clusters: tuple[tuple[Plan, ...], ...]  # groups that share areas, and all ways to serve them


@lru_cache(maxsize=4096)
def plans_for(groups: Groups) -> Plans:
    codes = sorted({service.code for group in groups for service in group})
    position = {code: place for place, code in enumerate(codes)}
    return Plans(
        codes=tuple(codes),
        groups=tuple(tuple(sorted(position[service.code] for service in group)) for group in groups),
        clusters=tuple(_plans(cluster, position) for cluster in apart(groups)),
    )


def _plans(cluster: Groups, position: dict[int, int]) -> tuple[Plan, ...]:
    """Each way once: a service that stands in two groups makes some ways the same."""
    ways = {frozenset(plan) for plan in product(*cluster)}
    plans = set()
    for way in ways:
        areas = sorted({service.area for service in way})
        plans.add(tuple(tuple(sorted(position[s.code] for s in way if s.area == area)) for area in areas))
    return tuple(sorted(plans))


def sessions(plans: Plans, price: Rows) -> NDArray[np.int64]:
    """The dollars of `quotes` alone, for when the experience does not matter yet."""
    clusters = [reduce(np.minimum, (_session(plan, price) for plan in cluster)) for cluster in plans.clusters]
    total: NDArray[np.int64] = reduce(np.add, clusters)
    return total


def quotes(plans: Plans, price: Rows, done: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(session dollars, sessions done), (n,), of each one's cheapest plan. NOT_OFFERED or more: a group is missing.

    `price` and `done` are (codes, n) in the order of plans.codes, NOT_OFFERED and 0 where a service is not offered.
    Equal price: more experience. See engine.pricing.quote.
    """
    session, least_done = _cheapest(plans.clusters[0], price, done)
    for cluster in plans.clusters[1:]:
        further, further_done = _cheapest(cluster, price, done)
        session, least_done = session + further, np.minimum(least_done, further_done)
    return session, least_done


def _cheapest(plans: tuple[Plan, ...], price: Rows, done: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lowest, most = _one(plans[0], price, done)
    for plan in plans[1:]:
        session, least_done = _one(plan, price, done)
        better = (session < lowest) | ((session == lowest) & (least_done > most))
        lowest, most = np.where(better, session, lowest), np.where(better, least_done, most)
    return lowest, most


def _one(plan: Plan, price: Rows, done: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The dearest service of each area, added up; the least experience of all."""
    least_done: NDArray[np.int64] = reduce(np.minimum, (done[position] for area in plan for position in area))
    return _session(plan, price), least_done


def _session(plan: Plan, price: Rows) -> NDArray[np.int64]:
    areas = (reduce(np.maximum, (price[position] for position in area)) for area in plan)
    session: NDArray[np.int64] = reduce(np.add, areas)
    return session


def offers(plans: Plans, price: Terms) -> list[Bools]:
    """For each group, who (n,) offers one of its services."""
    return [reduce(np.minimum, (price[code] for code in group)) < NOT_OFFERED for group in plans.groups]
