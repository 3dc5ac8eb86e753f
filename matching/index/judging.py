"""The engine's gates over rows: who meets every need, and who fails just one that can be relaxed."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine import Need, Requirements
from matching.index.asking import IndexQuery
from matching.index.bands import Runs, runs_around, runs_within
from matching.index.columns import Bools, Floats, Ints
from matching.index.distance import miles_from
from matching.index.facts import FoundRows, Int64s, Misses, Places, SnapshotPart
from matching.index.plans import NOT_OFFERED, Terms, sessions
from matching.index.postings import offering_all, offering_some, prices_of
from matching.index.snapshot import Snapshot

# Why a row is a near miss, by position.
CAUSES = (Need.WITHIN_RADIUS, Need.PRICE, Need.SLOTS, Need.MUST, Need.SERVICES)
TOO_FAR, TOO_DEAR, CLOSED, LACKS_MUST, NOT_ALL_SERVICES = range(len(CAUSES))


def limit_of(max_price: int | None) -> int:
    """Dollars. Whoever charges this much or less offers every group, and within the patient's limit."""
    return NOT_OFFERED - 1 if max_price is None else max_price


class Rows(NamedTuple):
    """m rows, measured."""

    row: Places
    miles: Floats
    session: Int64s

    def where(self, keep: Places) -> "Rows":
        return Rows(self.row[keep], self.miles[keep], self.session[keep])


NO_ROWS = Rows(np.empty(0, dtype=np.intp), np.empty(0), np.empty(0, dtype=np.int64))


def matching(snapshot: Snapshot, asked: IndexQuery, requirements: Requirements) -> FoundRows:
    """The rows that meet every need."""
    runs = _runs(snapshot, requirements, requirements.radius_miles)
    return _found(snapshot, asked, _fitting(snapshot, asked, requirements, runs, requirements.radius_miles))


def judged(snapshot: Snapshot, asked: IndexQuery, requirements: Requirements) -> tuple[FoundRows, Misses]:
    """(rows that meet every need, rows that fail one that can be relaxed), out to the widest radius.

    Within the radius any one need is free; beyond it the distance is the one, so there the strict search does. For 10
    miles and $200: a clinic at 6 miles for $220 may be a near miss, one at 30 miles for $180 too. At 30 miles for $220
    two things would have to change, and it is none.
    """
    radius, reach = requirements.radius_miles, asked.reach
    runs = _runs(snapshot, requirements, radius)
    rows, failed, cause, missing, price = _nearly_fitting(snapshot, asked, requirements, runs)
    near = rows.miles <= radius
    fit, failing = np.flatnonzero(near & (failed == 0)), np.flatnonzero(near & (failed == 1))
    beyond = rows.where(np.flatnonzero(~near & (failed == 0) & (rows.miles <= reach)))
    around = runs_around(_runs(snapshot, requirements, reach), runs)
    far = _fitting(snapshot, asked, requirements, around, reach)
    everyone = Rows(*(np.concatenate(columns) for columns in zip(rows.where(failing), beyond, far, strict=True)))
    must = must_positions(snapshot, asked, requirements, missing[failing], cause[failing])
    several = len(requirements.groups) > 1  # of one group there is nothing to leave out
    return _found(snapshot, asked, rows.where(fit)), Misses(
        facts=_found(snapshot, asked, everyone),
        cause=_extended(cause[failing], TOO_FAR, len(everyone.row)),
        must=_extended(must, -1, len(everyone.row)),
        price=price.take(failing, 1) if several else np.empty((0, len(failing)), dtype=np.int64),
    )


def _extended(values: Ints, rest: int, length: int) -> Ints:
    """The values, and then the same for all the rest."""
    extended = np.full(length, rest, dtype=values.dtype)
    extended[: len(values)] = values
    return extended


def _found(snapshot: Snapshot, asked: IndexQuery, rows: Rows) -> FoundRows:
    return FoundRows(
        parts=(SnapshotPart(snapshot, asked),),
        part=None,
        row=rows.row,
        miles=rows.miles,
        session=rows.session,
        plans=(asked.plans,),
        plan=None,
        known=NO_ROWS.session,
    )


def _runs(snapshot: Snapshot, requirements: Requirements, miles: float) -> Runs:
    return runs_within(snapshot.key, requirements.latitude, requirements.longitude, miles)


def _miles(snapshot: Snapshot, requirements: Requirements, row: Places) -> Floats:
    latitude, longitude = snapshot.latitude[row], snapshot.longitude[row]
    return miles_from(requirements.latitude, requirements.longitude, latitude, longitude)


def _fitting(snapshot: Snapshot, asked: IndexQuery, requirements: Requirements, runs: Runs, reach: float) -> Rows:
    """In the runs and within `reach` miles, who meets every need but the radius. The cheapest tests first, each on what
    the one before has left.
    """
    if not runs.size:  # a change elsewhere is a part of the index too
        return NO_ROWS
    limit = limit_of(requirements.max_price)
    offered = offering_all(snapshot, asked.plans, runs, -1 if asked.lacking else limit)
    stands = _is_listed(snapshot, asked, offered.row)
    if requirements.slots_required:
        stands &= _is_open(snapshot, asked, offered.row)
    if asked.musts:
        stands &= _missing_musts(snapshot, asked, offered.row) == 0
    stand = np.flatnonzero(stands)
    session = sessions(asked.plans, prices_of(offered, stand))
    if len(requirements.groups) > 1:  # what is within the limit by itself need not be together
        affordable = np.flatnonzero(session <= limit)
        stand, session = stand[affordable], session[affordable]
    row = offered.row[stand]
    rows = Rows(row, _miles(snapshot, requirements, row), session)
    return rows.where(np.flatnonzero(rows.miles <= reach))


def _nearly_fitting(
    snapshot: Snapshot, asked: IndexQuery, requirements: Requirements, runs: Runs
) -> tuple[Rows, NDArray[np.int8], NDArray[np.int8], Ints, Terms]:
    """In the runs, who fails at most one need beside the radius: (rows, how many, which, mask of missing musts, prices
    (codes, m)).
    """
    if not runs.size:
        none = np.empty(0, dtype=np.int8)
        return NO_ROWS, none, none, none, np.empty((len(asked.plans.codes), 0), dtype=np.int64)
    offered = offering_some(snapshot, asked.plans, runs)
    stand = np.flatnonzero(_is_listed(snapshot, asked, offered.row))
    row, price = offered.row[stand], prices_of(offered, stand)
    session = sessions(asked.plans, price)
    failed, cause, missing = _causes(snapshot, asked, requirements, row, session)
    keep = np.flatnonzero(failed <= 1)
    row = row[keep]
    rows = Rows(row, _miles(snapshot, requirements, row), session[keep])
    return rows, failed[keep], cause[keep], missing[keep], price.take(keep, 1)


def _causes(
    snapshot: Snapshot, asked: IndexQuery, requirements: Requirements, row: Places, session: Int64s
) -> tuple[NDArray[np.int8], NDArray[np.int8], Ints]:
    """((m,) how many needs fail beside the radius, (m,) one of them, (m,) mask of the musts that are missing)."""
    missing = _missing_musts(snapshot, asked, row)
    failed = np.bitwise_count(missing).astype(np.int8) + np.int8(min(2, len(asked.lacking)))
    cause = np.full(len(row), LACKS_MUST, dtype=np.int8)
    lacks = session >= NOT_OFFERED
    tests = {NOT_ALL_SERVICES: lacks, TOO_DEAR: (session > limit_of(requirements.max_price)) & ~lacks}
    if requirements.slots_required:
        tests[CLOSED] = ~_is_open(snapshot, asked, row)
    for why, fails in tests.items():
        failed += fails
        np.copyto(cause, why, where=fails)
    return failed, cause, missing


def _is_listed(snapshot: Snapshot, asked: IndexQuery, row: Places) -> Bools:
    """(m,) patients may see it today, by the clinic's calendar. Who takes no patients has no row."""
    today = asked.today_at(snapshot, row)
    listed: Bools = (snapshot.listed_from[row] <= today) & (snapshot.listed_until[row] >= today)
    return listed


def _is_open(snapshot: Snapshot, asked: IndexQuery, row: Places) -> Bools:
    is_open: Bools = (snapshot.slots[row] & np.uint8(asked.slots)) != 0
    return is_open


def _missing_musts(snapshot: Snapshot, asked: IndexQuery, row: Places) -> Ints:
    """(m,) mask of the musts that a row lacks, of those that the snapshot knows."""
    if not asked.musts:
        return np.zeros(len(row), dtype=np.uint8)
    missing: Ints = ~snapshot.traits[row] & snapshot.traits.dtype.type(asked.musts)
    return missing


def must_positions(
    snapshot: Snapshot, asked: IndexQuery, requirements: Requirements, missing: Ints, cause: NDArray[np.int8]
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
