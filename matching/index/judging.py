"""The engine's gates over rows: who meets every need, and who fails just one that can be relaxed."""

import numpy as np
from numpy.typing import NDArray

from matching.engine import Need, Requirements
from matching.index.asking import Asked
from matching.index.columns import Bools, Ints
from matching.index.distance import miles_from
from matching.index.facts import Facts, Misses, Places, facts_of
from matching.index.plans import NOT_OFFERED, quotes
from matching.index.postings import offered_within
from matching.index.snapshot import Snapshot

# Why a row is a near miss, by position.
CAUSES = (Need.WITHIN_RADIUS, Need.PRICE, Need.SLOTS, Need.MUST, Need.SERVICES)
TOO_FAR, TOO_DEAR, CLOSED, LACKS_MUST, NOT_ALL_SERVICES = range(len(CAUSES))


def limit_of(requirements: Requirements) -> int:
    """Dollars. Whoever charges this much or less offers every group, and within the patient's limit."""
    return NOT_OFFERED - 1 if requirements.max_price is None else requirements.max_price


def matching(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> Facts:
    """The rows that meet every need. The cheapest tests first, each on what the one before has left."""
    latitude, longitude, radius = requirements.latitude, requirements.longitude, requirements.radius_miles
    nobody = bool(asked.lacking)
    offered = offered_within(snapshot, asked.plans, latitude, longitude, radius, whole=True)
    session, done = quotes(asked.plans, offered.price, offered.done)
    keep = session <= (-1 if nobody else limit_of(requirements))
    row, session, done = offered.row[keep], session[keep], done[keep]
    keep = _is_listed(snapshot, asked, row)
    if requirements.slots_required:
        keep &= _is_open(snapshot, asked, row)
    if asked.musts:
        keep &= _missing_musts(snapshot, asked, row) == 0
    row, session, done = row[keep], session[keep], done[keep]
    miles = miles_from(latitude, longitude, snapshot.latitude[row], snapshot.longitude[row])
    keep = miles <= radius
    return facts_of(snapshot, asked, row[keep], miles=miles[keep], session=session[keep], done=done[keep])


def judged(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> tuple[Facts, Misses]:
    """(rows that meet every need, rows that fail one that can be relaxed), out to the widest radius."""
    latitude, longitude, reach = requirements.latitude, requirements.longitude, asked.reach
    offered = offered_within(snapshot, asked.plans, latitude, longitude, reach, whole=False)
    offered = offered.where(_is_listed(snapshot, asked, offered.row))
    closed = (
        ~_is_open(snapshot, asked, offered.row) if requirements.slots_required else np.zeros(len(offered.row), bool)
    )
    musts = _missing_musts(snapshot, asked, offered.row)
    session, done = quotes(asked.plans, offered.price, offered.done)
    missing = session >= NOT_OFFERED
    dear = ~missing & (session > limit_of(requirements))
    failed = closed.astype(np.int64) + missing + dear + np.bitwise_count(musts) + len(asked.lacking)
    keep = np.flatnonzero(failed <= 1)
    miles = miles_from(latitude, longitude, snapshot.latitude[offered.row[keep]], snapshot.longitude[offered.row[keep]])
    far = miles > requirements.radius_miles
    within = (miles <= reach) & (failed[keep] + far <= 1)
    keep, miles, far = keep[within], miles[within], far[within]
    row, failed = offered.row[keep], failed[keep] + far
    facts = facts_of(snapshot, asked, row, miles=miles, session=session[keep], done=done[keep])
    cause = np.select(
        [far, dear[keep], closed[keep], missing[keep]], [TOO_FAR, TOO_DEAR, CLOSED, NOT_ALL_SERVICES], LACKS_MUST
    ).astype(np.int8)
    ones = np.flatnonzero(failed)
    kept = slice(None if len(requirements.groups) > 1 else 0)  # of one group there is nothing to leave out
    misses = Misses(
        facts=facts.where(ones),
        cause=cause[ones],
        must=must_positions(snapshot, asked, requirements, musts[keep[ones]], cause[ones]),
        price=offered.price[kept, keep[ones]],
        sessions=offered.done[kept, keep[ones]],
    )
    return facts.where(failed == 0), misses


def _is_listed(snapshot: Snapshot, asked: Asked, row: Places) -> Bools:
    """(m,) licensed and screened today, by the clinic's calendar. Who is excluded or not accepting has no row."""
    first, last = snapshot.listed_from[row], snapshot.listed_until[row]
    same = len(asked.today) > 0 and bool((asked.today == asked.today[0]).all())
    today = asked.today[0] if same else asked.today[snapshot.time_zone[row]]
    listed: Bools = (first <= today) & (today <= last)
    return listed


def _is_open(snapshot: Snapshot, asked: Asked, row: Places) -> Bools:
    is_open: Bools = (snapshot.slots[row] & np.uint8(asked.slots)) != 0
    return is_open


def _missing_musts(snapshot: Snapshot, asked: Asked, row: Places) -> Ints:
    """(m,) mask of the musts that a row lacks, of those that the snapshot knows."""
    if not asked.musts:
        return np.zeros(len(row), dtype=np.uint8)
    missing: Ints = ~snapshot.traits[row] & snapshot.traits.dtype.type(asked.musts)
    return missing


def must_positions(
    snapshot: Snapshot, asked: Asked, requirements: Requirements, missing: Ints, cause: NDArray[np.int8]
) -> Ints:
    """(m,) which must is missing, by position among all of the search's."""
    musts = sorted(requirements.musts)
    must = np.full(len(cause), -1)
    for place, code in enumerate(musts):
        if code in asked.lacking:
            must[cause == LACKS_MUST] = place  # nobody has it, so whoever lacks just one lacks this one
        else:
            must[(missing >> missing.dtype.type(snapshot.trait_codes.index(code))) & missing.dtype.type(1) != 0] = place
    return must
