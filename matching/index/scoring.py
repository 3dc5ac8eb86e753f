"""The engine's factors and order, for many rows at once.

Every line does the operations of `engine.factors` in the same order on the same floats, so the bits are the same.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from matching.engine import Factor, Requirements, Weights
from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS, cost_scale, unknown_wait
from matching.engine.weights import PARTS_PER_POINT
from matching.index.columns import Floats, Ints
from matching.index.facts import FoundRows, Int64s, Places

ROUNDED = 3  # thousandths of a point: more than rounding can add to five factors
Number = float | int | Floats | Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scale:
    """What the facts are measured by. For a list of matches one number each, for near misses one for each row."""

    radius: Number  # miles
    cheap: Number  # dollars of the shortest course at which the cost factor is 1
    dear: Number  # likewise, 0
    wishes: Number  # how many are asked
    slots: int  # how many are asked
    unknown_wait: int  # days that an unknown opening counts as
    sessions_min: int

    def where(self, keep: Places) -> "Scale":
        radius, cheap, dear, wishes = (_of(each, keep) for each in (self.radius, self.cheap, self.dear, self.wishes))
        return replace(self, radius=radius, cheap=cheap, dear=dear, wishes=wishes)


def _of(measure: Number, keep: Places) -> Number:
    return measure[keep] if isinstance(measure, np.ndarray) else measure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """Of m rows."""

    values: Floats  # (5, m) 0..1, in the order of engine.Factor
    parts: Int64s  # (5, m) thousandths of a point
    score: Int64s  # (m,) their sum

    def where(self, keep: Places) -> "Scores":
        return Scores(values=self.values[:, keep], parts=self.parts[:, keep], score=self.score[keep])


def scale_of(requirements: Requirements) -> Scale:
    cheap, dear = cost_scale(requirements)
    return Scale(
        radius=requirements.radius_miles,
        cheap=cheap,
        dear=dear,
        wishes=len(requirements.wishes),
        slots=len(requirements.slots),
        unknown_wait=unknown_wait(requirements),
        sessions_min=requirements.sessions_min,
    )


def score(facts: FoundRows, scale: Scale, weights: Weights) -> Scores:
    values = np.empty((len(Factor), len(facts)))
    for place, factor in enumerate(Factor):
        values[place] = _FACTORS[factor](facts, scale)
    parts = np.rint(_points(tuple(weights.points.values())) * values).astype(np.int64)
    return Scores(values=values, parts=parts, score=parts.sum(axis=0))


@lru_cache(maxsize=16)
def _points(points: tuple[int, ...]) -> Floats:
    """(5, 1) thousandths of a point, in the order of engine.Factor."""
    return np.array(points, dtype=np.float64)[:, np.newaxis] * PARTS_PER_POINT


def _distance(facts: FoundRows, scale: Scale) -> Number:
    return np.maximum(0.0, 1.0 - facts.counted_miles / scale.radius)


def _cost(facts: FoundRows, scale: Scale) -> Number:
    session, fee = facts.session, facts.fee
    on_top = np.maximum(np.maximum(0, fee), -fee - session)  # engine.pricing.paid_on_top; below 0: it is credited
    course = session * scale.sessions_min + on_top
    span = np.maximum(1, scale.dear - scale.cheap)  # it only divides where dear is above cheap
    between = (scale.dear - course) / span
    return np.where(course <= scale.cheap, 1.0, np.where(course >= scale.dear, 0.0, between))


def _openings(facts: FoundRows, scale: Scale) -> Number:
    days = np.where(facts.days < 0, scale.unknown_wait, facts.days)
    soonness = np.where(days >= FAR_DAYS, 0.0, np.minimum(1.0, (FAR_DAYS - days) / (FAR_DAYS - SOON_DAYS)))
    return facts.open_slots / scale.slots * (1.0 + soonness) / 2 if scale.slots else soonness


def _experience(facts: FoundRows, scale: Scale) -> Number:
    done = facts.done
    return done / (done + HALF_EXPERIENCE)


def _wishes(facts: FoundRows, scale: Scale) -> Number:
    if not isinstance(scale.wishes, np.ndarray):
        return facts.met / scale.wishes if scale.wishes else 1.0
    return np.where(scale.wishes > 0, facts.met / np.maximum(1, scale.wishes), 1.0)


_FACTORS = {
    Factor.DISTANCE: _distance,
    Factor.COST: _cost,
    Factor.OPENINGS: _openings,
    Factor.EXPERIENCE: _experience,
    Factor.WISHES: _wishes,
}


def first(facts: FoundRows, scale: Scale, weights: Weights, limit: int) -> tuple[Places, Int64s]:
    """(the first `limit` rows in order, their scores), each provider once, at its best location.

    Only rows that may be among them are scored in full, and only those that score at least as much as the k-th best
    are sorted.
    """
    among = 2 * limit + 8
    while True:
        chosen = _promising(facts, scale, weights, among)
        few = facts.where(chosen) if len(chosen) < len(facts) else facts
        scores = score(few, scale.where(chosen) if few is not facts else scale, weights)
        ordered = in_order(few, scores, _best(scores, among))
        seats = _seats(few.providers(ordered), limit)
        if len(seats) == limit or among >= len(facts):
            ordered = ordered[seats]
            return chosen[ordered], scores.score[ordered]
        among *= 4


def _promising(facts: FoundRows, scale: Scale, weights: Weights, among: int) -> Places:
    """Rows among which are the first `among` in order, and all that score the same as the last of these.

    Distance and cost are known of every row, and at best it has all other points. What that must come to is told by
    those that look best so far: the score of the k-th of them is one that the k-th of all will reach. If that is 80,
    and openings, wishes and experience bring 45 at most, a row with less than 35 for distance and cost is out, and
    nothing more of it is read. Experience takes the longest to look up, so it comes last.
    """
    sample = 8 * among
    if len(facts) <= 2 * sample:
        return np.arange(len(facts))
    distance, cost = weights.full(Factor.DISTANCE), weights.full(Factor.COST)
    known = np.asarray(distance * _distance(facts, scale) + cost * _cost(facts, scale))
    best = np.argpartition(known, len(known) - sample)[-sample:]
    scored = score(facts.where(best), scale.where(best), weights).score
    least = np.partition(scored, sample - among)[sample - among]
    openings, wishes, experience = (weights.full(f) for f in (Factor.OPENINGS, Factor.WISHES, Factor.EXPERIENCE))
    able = np.flatnonzero(known >= least - openings - wishes - experience - ROUNDED)
    few, fewer = facts.where(able), scale.where(able)
    known = known[able] + openings * _openings(few, fewer) + wishes * _wishes(few, fewer)
    return able[np.flatnonzero(known >= least - experience - ROUNDED)]  # only they need their experience looked up


def _best(scores: Scores, among: int) -> Places:
    """The rows that score at least as much as the k-th best; perhaps all."""
    rows = len(scores.score)
    if 4 * among >= rows:  # so few are sorted sooner than parted
        return np.arange(rows)
    return np.flatnonzero(scores.score >= np.partition(scores.score, rows - among)[rows - among])


def _seats(provider_id: Ints, limit: int) -> list[int]:
    """The first positions at which a provider appears for the first time."""
    first = dict[int, int]()
    for place, provider in enumerate(provider_id.tolist()):
        if provider not in first:
            first[provider] = place
            if len(first) == limit:
                break
    return list(first.values())


def in_order(facts: FoundRows, scores: Scores, chosen: Places) -> Places:
    """The chosen rows, best first. See engine.scoring.Scored.order."""
    if len(chosen) < len(facts):
        return chosen[in_order(facts.where(chosen), scores.where(chosen), np.arange(len(chosen)))]
    last = (facts.location_id, facts.provider_id)
    return np.lexsort((*last, *-scores.values[::-1], facts.counted_miles, -scores.score))
