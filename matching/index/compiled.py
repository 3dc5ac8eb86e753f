"""The same functions as in judging.py and scoring.py, with compiled loops inside. Needs the extra `fast` (numba)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import Factor, Requirements, Weights
from matching.index import compiled_loops as loops
from matching.index.asking import Asked
from matching.index.facts import Facts, Int64s, Misses, Places
from matching.index.flat_plans import flat_plans
from matching.index.judging import LACKS_MUST, limit_of, must_positions
from matching.index.postings import posting_list
from matching.index.scoring import Number, Scale
from matching.index.snapshot import Snapshot

Matched = tuple[NDArray[Any], NDArray[Any]]
Missed = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]


def matching(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> Facts:
    """See judging.matching."""
    (found, miles), _misses = _find(snapshot, asked, requirements, requirements.radius_miles, most_failed=0)
    return _facts(found, miles)


def judged(snapshot: Snapshot, asked: Asked, requirements: Requirements) -> tuple[Facts, Misses]:
    """See judging.judged."""
    (matched, matched_miles), (found, miles, price, done) = _find(
        snapshot, asked, requirements, asked.reach, most_failed=1
    )
    cause = found[loops.CAUSE].astype(np.int8)
    several = len(requirements.groups) > 1  # of one group there is nothing to leave out
    missing = np.where(cause == LACKS_MUST, found[loops.MUSTS], 0).view(np.uint64)
    misses = Misses(
        facts=_facts(found, miles),
        cause=cause,
        must=must_positions(snapshot, asked, requirements, missing, cause),
        price=price.T if several else np.empty((0, len(cause)), dtype=np.int64),
        sessions=done.T if several else np.empty((0, len(cause)), dtype=np.int64),
    )
    return _facts(matched, matched_miles), misses


def first(facts: Facts, scale: Scale, weights: Weights, limit: int) -> tuple[Places, Int64s]:
    """See scoring.first."""
    if not len(facts):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64)
    columns = ("provider_id", "location_id", "miles", "session", "done", "fee", "days", "open_slots", "met")
    measures = (
        _each(scale.radius, np.float64),
        _each(scale.cheap, np.int64),
        _each(scale.dear, np.int64),
        _each(scale.wishes, np.int64),
        scale.slots,
        scale.sessions_min,
    )
    points = np.array([weights.full(factor) for factor in Factor], dtype=np.float64)
    seats = loops.first_seats(tuple(getattr(facts, name) for name in columns), measures, points, limit)
    return seats[:, loops.SEAT_ROW].astype(np.intp), -seats[:, 0].astype(np.int64)


def _each(measure: Number, kind: type) -> NDArray[np.generic]:
    return np.atleast_1d(np.asarray(measure, dtype=kind))


def _find(
    snapshot: Snapshot, asked: Asked, requirements: Requirements, reach: float, *, most_failed: int
) -> tuple[Matched, Missed]:
    """See loops.find."""
    runs = loops.runs_within(snapshot.key, requirements.latitude, requirements.longitude, float(reach))
    lists = [posting_list(snapshot, code) for code in asked.plans.codes]
    flat = flat_plans(requirements.groups)
    want = (
        requirements.latitude,
        requirements.longitude,
        float(requirements.radius_miles),
        float(reach),
        limit_of(requirements),
        asked.slots,
        requirements.slots_required,
        np.uint64(asked.wishes),
        np.uint64(asked.musts),
        len(asked.lacking),
        asked.now,
        asked.today,
        np.array([low for low, _high in lists], dtype=np.int64),
        np.array([high for _low, high in lists], dtype=np.int64),
        flat.service,
        flat.areas,
        flat.plans,
        flat.clusters,
    )
    columns = tuple(getattr(snapshot, name) for name in loops.COLUMNS)
    found: tuple[Matched, Missed] = loops.find(columns, want, *runs, most_failed, len(requirements.groups) > 1)
    return found


def _facts(found: NDArray[Any], miles: NDArray[np.float64]) -> Facts:
    return Facts(
        provider_id=found[loops.PROVIDER],
        location_id=found[loops.LOCATION],
        miles=miles,
        session=found[loops.SESSION],
        done=found[loops.DONE],
        fee=found[loops.FEE],
        days=found[loops.DAYS],
        open_slots=found[loops.OPEN],
        met=found[loops.MET],
        shared=found[loops.SHARED] != 0,
    )
