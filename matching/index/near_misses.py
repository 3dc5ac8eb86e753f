"""Who would match if the patient changed one thing. The engine's near misses and totals, for many rows at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.engine import RADIUS_STEPS, Blocking, Change, Failure, Relaxation, Requirements, Weights
from matching.engine.blocking import PRICE_STEP
from matching.engine.factors import cost_scale
from matching.engine.ranking import NEAR_MISSES_SHOWN
from matching.index.columns import Bools
from matching.index.dropping import Drop, smallest_drops
from matching.index.facts import Int64s, Misses, count_providers
from matching.index.judging import CAUSES, CLOSED, LACKS_MUST, TOO_DEAR, TOO_FAR, limit_of
from matching.index.kernels import Kernels
from matching.index.scoring import Scale, scale_of

STEPS = np.array(RADIUS_STEPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A listing that fails exactly one need, one that the patient can relax. As engine.NearMiss, by its ids."""

    location_id: int
    provider_id: int
    failure: Failure
    relaxation: Relaxation
    score: int  # thousandths of a point, as in the relaxed search
    miles: float


def nearly(
    requirements: Requirements, misses: Misses, weights: Weights, kernels: Kernels
) -> tuple[tuple[Miss, ...], tuple[Blocking, ...]]:
    """(the few that are shown, what each relaxation would add in all) of all misses of providers that do not match."""
    misses, drops, dropped = smallest_drops(requirements, misses)
    return _shown(requirements, misses, drops, dropped, weights, kernels), _blocking(
        requirements, misses, drops, dropped
    )


def _shown(
    requirements: Requirements, misses: Misses, drops: list[Drop], dropped: Int64s, weights: Weights, kernels: Kernels
) -> tuple[Miss, ...]:
    session, done = misses.facts.session.copy(), misses.facts.done.copy()
    for place, drop in enumerate(drops):
        rows = dropped == place
        session[rows], done[rows] = drop.session[rows], drop.done[rows]
    facts = replace(misses.facts, session=session, done=done)
    scale = _relaxed_scale(requirements, misses, drops, dropped)
    rows, scores = kernels.first(facts, scale, weights, NEAR_MISSES_SHOWN)
    return tuple(
        Miss(
            location_id=int(facts.location_id[row]),
            provider_id=int(facts.provider_id[row]),
            failure=_failure(requirements, misses, row),
            relaxation=_relaxation(requirements, misses, drops, dropped, row),
            score=score,
            miles=float(facts.miles[row]),
        )
        for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
    )


def _relaxed_scale(requirements: Requirements, misses: Misses, drops: list[Drop], dropped: Int64s) -> Scale:
    """(m,) each row measured by its own relaxed search."""
    scale, cause, facts = scale_of(requirements), misses.cause, misses.facts
    radius = np.where(cause == TOO_FAR, STEPS[_step(misses)].astype(np.float64), scale.radius)
    cheap = np.full(len(misses), scale.cheap)
    dear = np.where(cause == TOO_DEAR, facts.session * requirements.sessions_min, scale.dear)
    for place, drop in enumerate(drops):
        cheap[dropped == place], dear[dropped == place] = cost_scale(drop.search)
    wishes = scale.wishes + (cause == LACKS_MUST)
    return replace(scale, radius=radius, cheap=cheap, dear=dear, wishes=wishes)


def _step(misses: Misses) -> Int64s:
    """(m,) position of the smallest radius that reaches a row. No row that is too far is beyond the widest."""
    return np.minimum(np.searchsorted(STEPS, misses.facts.miles), len(STEPS) - 1)


def _failure(requirements: Requirements, misses: Misses, row: int) -> Failure:
    need = CAUSES[misses.cause[row]]
    return Failure(need, sorted(requirements.musts)[misses.must[row]] if misses.cause[row] == LACKS_MUST else "")


def _relaxation(requirements: Requirements, misses: Misses, drops: list[Drop], dropped: Int64s, row: int) -> Relaxation:
    cause = int(misses.cause[row])
    if cause == TOO_FAR:
        return Relaxation(Change.WIDEN_RADIUS, RADIUS_STEPS[_step(misses)[row]])
    if cause == TOO_DEAR:
        return Relaxation(Change.RAISE_LIMIT, int(misses.facts.session[row]))
    if cause == CLOSED:
        return Relaxation(Change.DROP_SLOTS)
    if cause == LACKS_MUST:
        return Relaxation(Change.DROP_MUST, _failure(requirements, misses, row).must)
    return drops[int(dropped[row])].relaxation


# --- Totals ---------------------------------------------------------------------------------------------------------
def _blocking(requirements: Requirements, misses: Misses, drops: list[Drop], dropped: Int64s) -> tuple[Blocking, ...]:
    """See engine.blocking: a relaxation counts everyone that it lets in, also who needs a smaller one."""
    lines = []
    for relaxation, let_in in _let_in(requirements, misses, drops, dropped):
        rows = np.flatnonzero(let_in)
        if len(rows):
            providers = count_providers(misses.facts.provider_id[rows], misses.facts.shared[rows])
            lines.append(Blocking(relaxation=relaxation, providers=providers))
    return tuple(sorted(lines, key=lambda line: (-line.providers, line.relaxation.order)))


def _let_in(
    requirements: Requirements, misses: Misses, drops: list[Drop], dropped: Int64s
) -> Iterator[tuple[Relaxation, Bools]]:
    """Each relaxation that is worth a line, and whom (m,) it lets in."""
    cause, facts = misses.cause, misses.facts
    far, dear = cause == TOO_FAR, cause == TOO_DEAR
    if far.any():
        miles = RADIUS_STEPS[_median_low(_step(misses)[far])]
        yield Relaxation(Change.WIDEN_RADIUS, miles), far & (facts.miles <= miles)
    if dear.any():
        limit = -(-_median_low(facts.session[dear]) // PRICE_STEP) * PRICE_STEP
        yield Relaxation(Change.RAISE_LIMIT, limit), dear & (facts.session <= limit)
    yield Relaxation(Change.DROP_SLOTS), cause == CLOSED
    for place, code in enumerate(sorted(requirements.musts)):
        yield Relaxation(Change.DROP_MUST, code), misses.must == place
    for place, drop in enumerate(drops):
        if (dropped == place).any():
            yield drop.relaxation, (dear | (dropped >= 0)) & (drop.session <= limit_of(requirements))


def _median_low(values: Int64s) -> int:
    """statistics.median_low, without sorting."""
    middle = (len(values) - 1) // 2
    return int(np.partition(values, middle)[middle])
