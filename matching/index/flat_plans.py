"""The plans of many searches end to end, so that listings' prices in each of them take a few passes."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.requirements import Groups
from matching.index.columns import Bools
from matching.index.plans import NOT_OFFERED, Terms, plans_for

Starts = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlatPlans:
    """Of u different things that are asked for. Each level's starts point into the next."""

    codes: dict[int, int]  # service code -> position
    service: NDArray[np.intp]  # positions: of an area, of a plan, of a cluster, of a search
    areas: Starts  # into service
    plans: Starts  # into areas
    clusters: Starts  # into plans
    searches: Starts  # (u,) into clusters
    first_service: Starts  # (u,) into service


def flatten(asked: Collection[Groups]) -> FlatPlans:
    codes = {code: place for place, code in enumerate(sorted({c for groups in asked for c in plans_for(groups).codes}))}
    service: list[int] = []
    areas: list[int] = []
    plans: list[int] = []
    clusters: list[int] = []
    searches: list[int] = []
    first_service: list[int] = []
    for ways in map(plans_for, asked):
        searches.append(len(clusters))
        first_service.append(len(service))
        for cluster in ways.clusters:
            clusters.append(len(plans))
            for plan in cluster:
                plans.append(len(areas))
                for area in plan:
                    areas.append(len(service))
                    service += [codes[ways.codes[position]] for position in area]
    levels = (np.array(level, dtype=np.intp) for level in (service, areas, plans, clusters, searches, first_service))
    names = ("service", "areas", "plans", "clusters", "searches", "first_service")
    return FlatPlans(codes=codes, **dict(zip(names, levels, strict=True)))


def sessions(flat: FlatPlans, price: Terms) -> tuple[NDArray[np.int64], Bools]:
    """What n listings cost in each of the u searches: ((u, n) dollars of a session, NOT_OFFERED or more when a group is
    missing, (u, n) whether it offers any of the services). `price` is (codes, n), NOT_OFFERED where it is not offered.

    Lines of the face at $100 and spots of the face at $120: $120 for a search of both, $100 for one of lines. For one
    of lines and of the neck it is NOT_OFFERED + $100, and still something is offered. See engine.pricing: the dearest
    in an area, all areas together, the cheapest way.
    """
    each = price[flat.service]
    areas = np.maximum.reduceat(each, flat.areas)
    clusters = np.minimum.reduceat(np.add.reduceat(areas, flat.plans), flat.clusters)
    offers_some: Bools = np.minimum.reduceat(each, flat.first_service) < NOT_OFFERED
    return np.add.reduceat(clusters, flat.searches), offers_some
