"""Who would match if the patient changed one thing. The engine's near misses and totals, for many rows at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine import RADIUS_STEPS, Blocking, Change, Failure, Relaxation, Requirements, Weights
from matching.engine.blocking import PRICE_STEP
from matching.engine.factors import cost_scale
from matching.engine.ranking import NEAR_MISSES_SHOWN
from matching.index.columns import Bools, Ints
from matching.index.dropping import Drop, smallest_drops
from matching.index.facts import FoundRows, Int64s, Misses, count_providers
from matching.index.judging import CAUSES, CLOSED, LACKS_MUST, NOT_ALL_SERVICES, TOO_DEAR, TOO_FAR, limit_of
from matching.index.scoring import Scale, first, scale_of

MANY = 1000
BUCKETS = 2**18  # a power of two
STEPS = np.array(RADIUS_STEPS, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A listing that fails exactly one need, one that the patient can relax. As engine.ScoredMiss, by its ids."""

    location_id: int
    provider_id: int
    failure: Failure
    relaxation: Relaxation
    score: int  # thousandths of a point, as in the relaxed search
    miles: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """m misses that some change lets in, each with its smallest change."""

    requirements: Requirements
    facts: FoundRows
    shared: Bools  # (m,)
    cause: NDArray[np.int8]  # (m,) position in CAUSES
    must: Ints  # (m,) position among the musts in order
    step: NDArray[np.int8]  # (m,) of those that are too far, position of the smallest radius that reaches it
    drops: list[Drop]
    dropped: Int64s  # (t,) of the first t rows, position among the drops; -1: it needs another change


def nearly(
    requirements: Requirements, misses: Misses, matched: FoundRows, weights: Weights
) -> tuple[tuple[Miss, ...], tuple[Blocking, ...]]:
    """(the few that are shown, what each relaxation would add in all) of all misses of providers that do not match."""
    near = _near(requirements, misses, matched)
    return _shown(near, weights), _blocking(near)


def _near(requirements: Requirements, misses: Misses, matched: FoundRows) -> Near:
    shared = misses.facts.shared
    left_out = _is_match(misses.facts, shared, matched)
    drops, dropped = smallest_drops(requirements, misses)
    terms = len(dropped)
    left_out[:terms] |= (misses.cause[:terms] == NOT_ALL_SERVICES) & (dropped < 0)
    facts, cause, must = misses.facts, misses.cause, misses.must
    if left_out.any():
        keep = np.flatnonzero(~left_out)
        with_terms = keep[: np.searchsorted(keep, terms)]
        facts, shared, cause, must = facts.where(keep), shared[keep], cause[keep], must[keep]
        dropped = dropped[with_terms]
        drops = [drop.where(with_terms) for drop in drops]
    step = np.zeros(len(cause), dtype=np.int8)
    for narrower in RADIUS_STEPS[:-1]:
        step += facts.miles > narrower
    return Near(
        requirements=requirements,
        facts=facts,
        shared=shared,
        cause=cause,
        must=must,
        step=step,
        drops=drops,
        dropped=dropped,
    )


def _is_match(facts: FoundRows, shared: Bools, matched: FoundRows) -> Bools:
    """(m,) whether the provider matches at another location. Who has one row has no other location."""
    matches = np.zeros(len(facts), dtype=bool)
    suspects = np.flatnonzero(shared)
    theirs, elsewhere = facts.providers(suspects), matched.providers(np.flatnonzero(matched.shared))
    if min(len(suspects), len(elsewhere)) > MANY:
        seen = np.zeros(BUCKETS, dtype=bool)  # most are told apart by the last bits alone, which is no search
        seen[elsewhere & (BUCKETS - 1)] = True
        alike = np.flatnonzero(seen[theirs & (BUCKETS - 1)])
        suspects, theirs = suspects[alike], theirs[alike]
    if len(suspects) and len(elsewhere):
        elsewhere.sort()
        at = np.minimum(elsewhere.searchsorted(theirs), len(elsewhere) - 1)
        matches[suspects] = elsewhere[at] == theirs
    return matches


def _shown(near: Near, weights: Weights) -> tuple[Miss, ...]:
    facts = _relaxed_facts(near)
    rows, scores = first(facts, _relaxed_scale(near), weights, NEAR_MISSES_SHOWN)
    shown = facts.where(rows)
    columns = (shown.location_id, shown.provider_id, scores, shown.miles)
    return tuple(
        Miss(
            location_id=location_id,
            provider_id=provider_id,
            failure=_failure(near, row),
            relaxation=_relaxation(near, row),
            score=score,
            miles=miles,
        )
        for row, location_id, provider_id, score, miles in zip(
            rows.tolist(), *(column.tolist() for column in columns), strict=True
        )
    )


def _relaxed_facts(near: Near) -> FoundRows:
    """With the price and the experience of the search without what is dropped."""
    if not near.drops:
        return near.facts
    session, plan = near.facts.session.copy(), np.zeros(len(near.facts), dtype=np.int16)
    for place, drop in enumerate(near.drops):
        rows = np.flatnonzero(near.dropped == place)
        session[rows], plan[rows] = drop.session[rows], place + 1
    plans = (*near.facts.plans, *(drop.plans for drop in near.drops))
    return replace(near.facts, session=session, plans=plans, plan=plan)


def _relaxed_scale(near: Near) -> Scale:
    """(m,) each row measured by its own relaxed search."""
    scale, cause, facts = scale_of(near.requirements), near.cause, near.facts
    cheap = np.full(len(cause), scale.cheap)
    dear = np.where(cause == TOO_DEAR, facts.session * scale.sessions_min, scale.dear)
    for place, drop in enumerate(near.drops):
        rows = np.flatnonzero(near.dropped == place)
        cheap[rows], dear[rows] = cost_scale(drop.search)
    radius = np.where(cause == TOO_FAR, STEPS[near.step], scale.radius)
    return replace(scale, radius=radius, cheap=cheap, dear=dear, wishes=scale.wishes + (cause == LACKS_MUST))


def _failure(near: Near, row: int) -> Failure:
    cause = int(near.cause[row])
    must = sorted(near.requirements.musts)[int(near.must[row])] if cause == LACKS_MUST else ""
    return Failure(CAUSES[cause], must)


def _relaxation(near: Near, row: int) -> Relaxation:
    cause = int(near.cause[row])
    if cause == TOO_FAR:
        return Relaxation(Change.WIDEN_RADIUS, RADIUS_STEPS[int(near.step[row])])
    if cause == TOO_DEAR:
        return Relaxation(Change.RAISE_LIMIT, int(near.facts.session[row]))
    if cause == CLOSED:
        return Relaxation(Change.DROP_SLOTS)
    if cause == LACKS_MUST:
        return Relaxation(Change.DROP_MUST, _failure(near, row).must)
    return near.drops[int(near.dropped[row])].relaxation


# --- Totals ---------------------------------------------------------------------------------------------------------
def _blocking(near: Near) -> tuple[Blocking, ...]:
    """See engine.blocking: a relaxation counts everyone that it lets in, also who needs a smaller one."""
    lines, facts = [], near.facts
    for relaxation, let_in in _let_in(near):
        rows = np.flatnonzero(let_in)
        if len(rows):
            lines.append(Blocking(relaxation=relaxation, providers=count_providers(facts, near.shared, rows)))
    return tuple(sorted(lines, key=lambda line: (-line.providers, line.relaxation.order)))


def _let_in(near: Near) -> Iterator[tuple[Relaxation, Bools]]:
    """Each relaxation that is worth a line, and whom (m,) it lets in; a drop is asked of the rows with terms only."""
    cause, facts = near.cause, near.facts
    far, dear = cause == TOO_FAR, cause == TOO_DEAR
    if far.any():
        for miles in {RADIUS_STEPS[int(near.step[far].min())], RADIUS_STEPS[_median_low(near.step[far])]}:
            yield Relaxation(Change.WIDEN_RADIUS, miles), far & (facts.miles <= miles)
    if dear.any():
        sessions = facts.session[dear]
        for limit in {-(-value // PRICE_STEP) * PRICE_STEP for value in (int(sessions.min()), _median_low(sessions))}:
            yield Relaxation(Change.RAISE_LIMIT, limit), dear & (facts.session <= limit)
    if near.requirements.slots_required:
        yield Relaxation(Change.DROP_SLOTS), cause == CLOSED
    for place, code in enumerate(sorted(near.requirements.musts)):
        yield Relaxation(Change.DROP_MUST, code), near.must == place
    for place, drop in enumerate(near.drops):
        if (near.dropped == place).any():
            lets_in = drop.session <= limit_of(near.requirements.max_price)
            yield drop.relaxation, (dear[: len(lets_in)] | (near.dropped >= 0)) & lets_in


def _median_low(values: Int64s) -> int:
    """statistics.median_low, without sorting."""
    middle = (len(values) - 1) // 2
    return int(np.partition(values, middle)[middle])
