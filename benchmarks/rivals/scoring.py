"""The engine's score and order over columns, for rivals that fetch their candidates from the database.

Each step does the operations of `matching.engine.factors` in the same order, so it gets the same bits.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.engine import CURRENT, Factor, Requirements
from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS, USUAL_DAYS, cost_scale

TOP = 20
LOCATIONS_EACH = 3  # at most, in the synthetic directory
PACK = 1_000_000  # price * PACK + sessions: more sessions than this nobody has done


class Facts(NamedTuple):
    """Columns of n candidates who meet every need but perhaps the price."""

    locations: np.ndarray  # i8[n]
    providers: np.ndarray  # i8[n]
    miles: np.ndarray  # f8[n], as they are counted
    fee: np.ndarray  # i8[n], dollars, below 0 where it comes off the first session
    soon: np.ndarray  # f8[n], 0..1
    slots_met: np.ndarray  # i8[n]
    wishes_met: np.ndarray  # i8[n]
    session: np.ndarray  # i8[n], dollars
    done: np.ndarray  # i8[n]

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]], choices: Sequence[bool]) -> "Facts | None":
        """From (location, provider, miles, fee, days or None, slots met, wishes met, packed for each cluster)."""
        if not rows:
            return None
        columns = list(zip(*rows, strict=True))
        whole = [np.array(column, dtype=np.int64) for column in (columns[0], columns[1], columns[3], *columns[5:])]
        days = np.array([USUAL_DAYS if day is None else day for day in columns[4]])
        soon = np.where(days >= FAR_DAYS, 0.0, np.minimum(1.0, (FAR_DAYS - days) / (FAR_DAYS - SOON_DAYS)))
        packed = whole[5:]
        sessions = [part % PACK for part in packed]
        done = np.min([PACK - 1 - s if choice else s for s, choice in zip(sessions, choices, strict=True)], axis=0)
        session = np.sum([part // PACK for part in packed], axis=0)
        miles = np.array(columns[2], dtype=np.float64)
        return cls(whole[0], whole[1], miles, whole[2], soon, whole[3], whole[4], session, done)


def best(requirements: Requirements, facts: Facts | None, count: int = TOP) -> list[int]:
    """Location ids of the best `count`, in the engine's order, each provider once."""
    if facts is None:
        return []
    if requirements.max_price is not None:
        kept = facts.session <= requirements.max_price
        facts = Facts(*(column[kept] for column in facts))
    values = _values(requirements, facts)
    score = sum(np.rint(CURRENT.full(factor) * values[factor]) for factor in Factor)
    chosen = _leaders(score, count)
    ties = [-values[factor][chosen] for factor in reversed(Factor)]
    keys = (facts.locations[chosen], facts.providers[chosen], *ties, facts.miles[chosen], -score[chosen])
    seats: dict[int, int] = {}
    for row in chosen[np.lexsort(keys)]:
        seats.setdefault(int(facts.providers[row]), int(facts.locations[row]))
    return list(seats.values())[:count]


def _leaders(score: np.ndarray, count: int) -> np.ndarray:
    """Rows that can be among the best: a full sort of all would cost more than all the rest."""
    room = LOCATIONS_EACH * count
    if len(score) <= room:
        return np.arange(len(score))
    least = np.partition(score, len(score) - room)[len(score) - room]
    return np.flatnonzero(score >= least)


def _values(requirements: Requirements, facts: Facts) -> dict[Factor, np.ndarray]:
    cheap, dear = cost_scale(requirements)
    on_top = np.maximum(np.maximum(0, facts.fee), -facts.fee - facts.session)  # a session takes off what it costs
    course = facts.session * requirements.sessions_min + on_top
    cost = np.where(course <= cheap, 1.0, 0.0)
    if dear > cheap:
        cost = np.where(course <= cheap, 1.0, np.where(course >= dear, 0.0, (dear - course) / (dear - cheap)))
    asked, wished = len(requirements.slots), len(requirements.wishes)
    return {
        Factor.DISTANCE: np.maximum(0.0, 1.0 - facts.miles / requirements.radius_miles),
        Factor.COST: cost,
        Factor.OPENINGS: facts.slots_met / asked * (1.0 + facts.soon) / 2 if asked else facts.soon,
        Factor.WISHES: facts.wishes_met / wished if wished else np.ones(len(course)),
        Factor.EXPERIENCE: facts.done / (facts.done + HALF_EXPERIENCE),
    }
