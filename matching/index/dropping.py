"""Near misses that lack a service: which area or concern to leave out, and what each row would charge then."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine import Relaxation, Requirements, Service, apply
from matching.engine.near_misses import drops
from matching.engine.relaxing import groups_left
from matching.index.facts import Int64s, Misses, Places
from matching.index.judging import NOT_ALL_SERVICES, limit_of
from matching.index.plans import Plans, offers, plans_for, sessions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drop:
    """The search without an area or a concern."""

    relaxation: Relaxation
    search: Requirements
    plans: Plans
    session: Int64s  # (t,) dollars, of the misses with terms; NOT_OFFERED or more: a group is still missing

    def where(self, keep: Places) -> "Drop":
        return replace(self, session=self.session[keep])


def without(requirements: Requirements, misses: Misses, relaxation: Relaxation) -> Drop:
    search = apply(requirements, relaxation)
    codes, fewer = plans_for(requirements.groups).codes, plans_for(search.groups)
    price = [misses.price[codes.index(code)] for code in fewer.codes]
    return Drop(relaxation=relaxation, search=search, plans=fewer, session=sessions(fewer, price))


def smallest_drops(requirements: Requirements, misses: Misses) -> tuple[list[Drop], Int64s]:
    """(the searches tried, (t,) which of them lets a row in, the first in the engine's order; -1: none does, or the
    cause is another).
    """
    chosen = np.full(misses.price.shape[1], -1)
    lacking = np.flatnonzero(misses.cause[: len(chosen)] == NOT_ALL_SERVICES)
    tried: dict[Relaxation, Drop] = {}
    limit = limit_of(requirements.max_price)
    for groups, rows in _by_what_they_lack(requirements, misses, lacking):
        for relaxation in drops(requirements.groups, groups):
            if set(groups) & set(groups_left(requirements.groups, relaxation)):
                continue
            if relaxation not in tried:
                tried[relaxation] = without(requirements, misses, relaxation)
            fits = tried[relaxation].session[rows] <= limit
            chosen[rows[fits]] = list(tried).index(relaxation)
            rows = rows[~fits]
    return list(tried.values()), chosen


def _by_what_they_lack(
    requirements: Requirements, misses: Misses, rows: Places
) -> list[tuple[list[frozenset[Service]], Places]]:
    """[(the groups that are missing, the rows that lack just these)]. Few patterns occur, however many rows do."""
    if not len(rows):
        return []
    found = [(list[frozenset[Service]](), rows)]
    for group, offered in zip(requirements.groups, offers(plans_for(requirements.groups), misses.price), strict=True):
        split = [([*lacked, group], alike[~offered[alike]]) for lacked, alike in found]
        split += [(lacked, alike[offered[alike]]) for lacked, alike in found]
        found = [(lacked, alike) for lacked, alike in split if len(alike)]
    return found
