"""Near misses that lack a service: which area or concern to leave out, and what each row would charge then."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine import Relaxation, Requirements, Service, apply
from matching.engine.near_misses import drops
from matching.engine.relaxing import groups_left
from matching.index.columns import Bools, Ints
from matching.index.facts import Int64s, Misses
from matching.index.judging import NOT_ALL_SERVICES, limit_of
from matching.index.plans import offers, plans_for, quotes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drop:
    """The search without an area or a concern. NOT_OFFERED or more: a group is still missing."""

    relaxation: Relaxation
    search: Requirements
    session: Int64s  # (m,) dollars, of all near misses
    done: Int64s  # (m,)

    def where(self, keep: Bools) -> "Drop":
        return replace(self, session=self.session[keep], done=self.done[keep])


def without(requirements: Requirements, misses: Misses, relaxation: Relaxation) -> Drop:
    search = apply(requirements, relaxation)
    codes, fewer = plans_for(requirements.groups).codes, plans_for(search.groups)
    terms = [codes.index(code) for code in fewer.codes]
    session, done = quotes(fewer, misses.price[terms], misses.sessions[terms])
    return Drop(relaxation=relaxation, search=search, session=session, done=done)


def smallest_drops(requirements: Requirements, misses: Misses) -> tuple[Misses, list[Drop], Int64s]:
    """(the misses without those that no drop helps, the searches tried, (m,) which of them lets a row in, the first in
    the engine's order; -1 where the cause is another).
    """
    chosen = np.full(len(misses), -1)
    lacking = np.flatnonzero(misses.cause == NOT_ALL_SERVICES)
    tried: dict[Relaxation, Drop] = {}
    limit = limit_of(requirements)
    for groups, rows in _by_what_they_lack(requirements, misses, lacking):
        for relaxation in drops(requirements.groups, groups):
            if set(groups) & set(groups_left(requirements.groups, relaxation)):
                continue
            if relaxation not in tried:
                tried[relaxation] = without(requirements, misses, relaxation)
            fits = tried[relaxation].session[rows] <= limit
            chosen[rows[fits]] = list(tried).index(relaxation)
            rows = rows[~fits]
    if not len(lacking):
        return misses, [], chosen
    helped = (misses.cause != NOT_ALL_SERVICES) | (chosen >= 0)
    return misses.where(helped), [drop.where(helped) for drop in tried.values()], chosen[helped]


def _by_what_they_lack(
    requirements: Requirements, misses: Misses, rows: Ints
) -> list[tuple[list[frozenset[Service]], Ints]]:
    """[(the groups that are missing, the rows that lack just these)]. Few patterns occur, however many rows do."""
    if not len(rows):
        return []
    held = offers(plans_for(requirements.groups), misses.price[:, rows])
    pattern = np.zeros(len(rows), dtype=np.int64)
    for offered in held:
        _patterns, pattern = np.unique(pattern * 2 + offered, return_inverse=True)
    found = []
    for which in range(int(pattern.max(initial=-1)) + 1):
        alike = np.flatnonzero(pattern == which)
        groups = [group for group, offered in zip(requirements.groups, held, strict=True) if not offered[alike[0]]]
        found.append((groups, rows[alike]))
    return found
