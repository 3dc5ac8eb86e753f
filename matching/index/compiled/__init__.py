"""The same functions as in judging.py and scoring.py, with compiled loops inside. Needs the extra `fast` (numba)."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import Factor, Requirements, Weights
from matching.index.asking import IndexQuery
from matching.index.compiled import finding, runs, seats
from matching.index.facts import Int64s, Misses, Places, RowFacts
from matching.index.flat_plans import flat_plans
from matching.index.judging import LACKS_MUST, limit_of, must_positions
from matching.index.postings import posting_list
from matching.index.scoring import Number, Scale
from matching.index.snapshot import Snapshot

Matched = tuple[NDArray[Any], NDArray[Any]]
Missed = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]


def matching(snapshot: Snapshot, asked: IndexQuery, requirements: Requirements) -> RowFacts:
    """See judging.matching."""
    (found, miles), _misses = _find(snapshot, asked, requirements, requirements.radius_miles, most_failed=0)
    return _facts(found, miles)


def judged(snapshot: Snapshot, asked: IndexQuery, requirements: Requirements) -> tuple[RowFacts, Misses]:
    """See judging.judged."""
    (matched, matched_miles), (found, miles, price, done) = _find(
        snapshot, asked, requirements, asked.reach, most_failed=1
    )
    cause = found[finding.CAUSE].astype(np.int8)
    several = len(requirements.groups) > 1  # of one group there is nothing to leave out
    missing = np.where(cause == LACKS_MUST, found[finding.MUSTS], 0).view(np.uint64)
    misses = Misses(
        facts=_facts(found, miles),
        cause=cause,
        must=must_positions(snapshot, asked, requirements, missing, cause),
        price=price.T if several else np.empty((0, len(cause)), dtype=np.int64),
        sessions=done.T if several else np.empty((0, len(cause)), dtype=np.int64),
    )
    return _facts(matched, matched_miles), misses


def first(facts: RowFacts, scale: Scale, weights: Weights, limit: int) -> tuple[Places, Int64s]:
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
    found = seats.first_seats(tuple(getattr(facts, name) for name in columns), measures, points, limit)
    return found[:, seats.SEAT_ROW].astype(np.intp), -found[:, 0].astype(np.int64)


def _each(measure: Number, kind: type) -> NDArray[np.generic]:
    return np.atleast_1d(np.asarray(measure, dtype=kind))


def _find(
    snapshot: Snapshot, asked: IndexQuery, requirements: Requirements, reach: float, *, most_failed: int
) -> tuple[Matched, Missed]:
    """See finding.find."""
    latitude, longitude, radius = requirements.latitude, requirements.longitude, float(requirements.radius_miles)
    circle = runs.inside_and_around(snapshot.key, latitude, longitude, radius, float(reach))
    lists = [posting_list(snapshot, code) for code in asked.plans.codes]
    postings = [np.array(ends, dtype=np.int64) for ends in zip(*lists, strict=True)]
    lows, highs = runs.spans(snapshot.posting_row, *postings, circle)
    phi, flat = math.radians(latitude), flat_plans(requirements.groups)
    want = (
        (latitude, longitude, math.cos(phi), math.sin(phi), radius, float(reach)),
        (
            asked.today,
            limit_of(requirements),
            requirements.slots_required,
            asked.slots,
            np.uint64(asked.musts),
            len(asked.lacking),
        ),
        (asked.now, asked.today, asked.slots, np.uint64(asked.wishes)),
        (flat.service, flat.areas, flat.plans, flat.clusters),
    )
    columns = tuple(getattr(snapshot, name) for name in finding.COLUMNS)
    with_terms = len(requirements.groups) > 1
    found: tuple[Matched, Missed] = finding.find(columns, want, circle, lows, highs, most_failed, with_terms)
    return found


def _facts(found: NDArray[Any], miles: NDArray[np.float64]) -> RowFacts:
    return RowFacts(
        provider_id=found[finding.PROVIDER],
        location_id=found[finding.LOCATION],
        miles=miles,
        session=found[finding.SESSION],
        done=found[finding.DONE],
        fee=found[finding.FEE],
        days=found[finding.DAYS],
        open_slots=found[finding.OPEN],
        met=found[finding.MET],
        shared=found[finding.SHARED] != 0,
    )
