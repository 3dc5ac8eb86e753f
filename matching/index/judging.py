"""The engine's gates over rows: who meets every need, and who fails just one that can be relaxed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine import Need, Requirements
from matching.index.asking import Asked
from matching.index.bands import runs_within
from matching.index.columns import Bools, Floats, Ints
from matching.index.distance import miles_from
from matching.index.facts import Facts, Int64s, Misses, Places, facts_of
from matching.index.plans import NOT_OFFERED, Terms, quotes, sessions
from matching.index.postings import experience, offering_all, offering_some, postings, prices
from matching.index.snapshot import Snapshot

# Why a row is a near miss, by position.
CAUSES = (Need.WITHIN_RADIUS, Need.PRICE, Need.SLOTS, Need.MUST, Need.SERVICES)
TOO_FAR, TOO_DEAR, CLOSED, LACKS_MUST, NOT_ALL_SERVICES = range(len(CAUSES))


def limit_of(requirements: Requirements) -> int:
    """Dollars. Whoever charges this much or less offers every group, and within the patient's limit."""
    return NOT_OFFERED - 1 if requirements.max_price is None else requirements.max_price


class Fitting(NamedTuple):
    """m rows that meet every need but perhaps the radius."""

    row: Places
    miles: Floats
    session: Int64s
    done: Int64s

    def where(self, keep: Bools) -> "Fitting":
        return Fitting(self.row[keep], self.miles[keep], self.session[keep], self.done[keep])


class Failing(NamedTuple):
    """m rows within the radius that fail exactly one other need."""

    row: Places
    miles: Floats
    cause: NDArray[np.int8]
    missing: Ints  # mask of the musts that they lack
    price: Terms
    done: Terms


def matching(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> Facts:
    """The rows that meet every need."""
    row, miles, session, done = _fitting(snapshot, asked, requirements, requirements.radius_miles)
    return facts_of(snapshot, asked, row, miles=miles, session=session, done=done)


def judged(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> tuple[Facts, Misses]:
    """(rows that meet every need, rows that fail one that can be relaxed), out to the widest radius.

    Beyond the radius a row may fail nothing else, so there the strict search does. Only within it any one need is free.
    """
    fitting = _fitting(snapshot, asked, requirements, asked.reach)
    beyond = fitting.miles > requirements.radius_miles
    far, near = fitting.where(beyond), fitting.where(~beyond)
    matched = facts_of(snapshot, asked, near.row, miles=near.miles, session=near.session, done=near.done)
    return matched, _misses(snapshot, asked, requirements, _failing(snapshot, asked, requirements), far)


def _misses(snapshot: Snapshot, asked: Asked, requirements: Requirements, failing: Failing, far: Fitting) -> Misses:
    session, done = quotes(asked.plans, failing.price, failing.done)
    facts = facts_of(
        snapshot,
        asked,
        np.concatenate((failing.row, far.row)),
        miles=np.concatenate((failing.miles, far.miles)),
        session=np.concatenate((session, far.session)),
        done=np.concatenate((done, far.done)),
    )
    must = np.full(len(facts), -1)
    must[: len(failing.row)] = must_positions(snapshot, asked, requirements, failing.missing, failing.cause)
    cause = np.full(len(facts), TOO_FAR, dtype=np.int8)
    cause[: len(failing.row)] = failing.cause
    return Misses(facts=facts, cause=cause, must=must, price=failing.price, sessions=failing.done)


def _fitting(snapshot: Snapshot, asked: Asked, requirements: Requirements, reach: float) -> Fitting:
    """Out to `reach` miles. The cheapest tests first, each on what the one before has left."""
    latitude, longitude, limit = requirements.latitude, requirements.longitude, limit_of(requirements)
    runs = runs_within(snapshot.key, latitude, longitude, reach)
    offered = offering_all(snapshot, asked.plans, runs, -1 if asked.lacking else limit)
    stands = _is_listed(snapshot, asked, offered.row)
    if requirements.slots_required:
        stands &= _is_open(snapshot, asked, offered.row)
    if asked.musts:
        stands &= _missing_musts(snapshot, asked, offered.row) == 0
    stand = np.flatnonzero(stands)
    posting = postings(offered, stand)
    price = prices(snapshot, posting)
    affordable = np.flatnonzero(sessions(asked.plans, price) <= limit)
    row = offered.row[stand[affordable]]
    miles = miles_from(latitude, longitude, snapshot.latitude[row], snapshot.longitude[row])
    within = np.flatnonzero(miles <= reach)
    keep = affordable[within]
    session, done = quotes(asked.plans, price.take(keep, 1), experience(snapshot, posting.take(keep, 1)))
    return Fitting(row[within], miles[within], session, done)


def _failing(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> Failing:
    latitude, longitude, radius = requirements.latitude, requirements.longitude, requirements.radius_miles
    offered = offering_some(snapshot, asked.plans, runs_within(snapshot.key, latitude, longitude, radius))
    stand = np.flatnonzero(_is_listed(snapshot, asked, offered.row))
    row, posting = offered.row[stand], postings(offered, stand)
    price = prices(snapshot, posting)
    failed, cause, missing = _causes(snapshot, asked, requirements, row, sessions(asked.plans, price))
    one = np.flatnonzero(failed == 1)
    miles = miles_from(latitude, longitude, snapshot.latitude[row[one]], snapshot.longitude[row[one]])
    within = np.flatnonzero(miles <= radius)
    keep = one[within]
    done = experience(snapshot, posting.take(keep, 1))
    return Failing(row[keep], miles[within], cause[keep], missing[keep], price.take(keep, 1), done)


def _causes(
    snapshot: Snapshot, asked: Asked, requirements: Requirements, row: Places, session: Int64s
) -> tuple[NDArray[np.int8], NDArray[np.int8], Ints]:
    """((m,) how many needs fail beside the radius, (m,) one of them, (m,) mask of the musts that are missing)."""
    missing = _missing_musts(snapshot, asked, row)
    failed = np.bitwise_count(missing).astype(np.int8) + np.int8(min(2, len(asked.lacking)))
    cause = np.full(len(row), LACKS_MUST, dtype=np.int8)
    lacks = session >= NOT_OFFERED
    tests = {NOT_ALL_SERVICES: lacks, TOO_DEAR: (session > limit_of(requirements)) & ~lacks}
    if requirements.slots_required:
        tests[CLOSED] = ~_is_open(snapshot, asked, row)
    for why, fails in tests.items():
        failed += fails
        np.copyto(cause, why, where=fails)
    return failed, cause, missing


def _is_listed(snapshot: Snapshot, asked: Asked, row: Places) -> Bools:
    """(m,) licensed and screened today, by the clinic's calendar. Who is excluded or not accepting has no row."""
    today = asked.today_at(snapshot, row)
    listed: Bools = (snapshot.listed_from[row] <= today) & (snapshot.listed_until[row] >= today)
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
