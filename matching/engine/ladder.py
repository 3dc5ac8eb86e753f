"""Need by need, from all who are near to those who fit: where a search breaks."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.candidates import Candidate
from matching.engine.gates import Failure, Need, failures
from matching.engine.requirements import Requirements

# Who offers what was asked for, within the radius, and may be asked at all, is one step: the others are asked of them.
FIRST = frozenset({Need.LISTED, Need.ACCEPTING, Need.WITHIN_RADIUS, Need.SERVICES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How many providers, each counted once, have a place that meets this need and all before it."""

    need: Need
    must: str  # which one, when the need is a must
    left: int


def ladder(requirements: Requirements, candidates: Iterable[Candidate]) -> tuple[Rung, ...]:
    """What was offered and where first, then the other needs that were named, in the order of explanation."""
    failed = [(candidate.provider_id, frozenset(failures(requirements, candidate))) for candidate in candidates]
    steps = [Failure(Need.SERVICES)]
    if requirements.max_price is not None:
        steps.append(Failure(Need.PRICE))
    if requirements.slots_required:
        steps.append(Failure(Need.SLOTS))
    steps += [Failure(Need.MUST, code) for code in sorted(requirements.musts)]
    rungs, passed = list[Rung](), {Failure(need) for need in FIRST}
    for step in steps:
        passed.add(step)
        left = {provider for provider, lacking in failed if not lacking & passed}
        rungs.append(Rung(need=step.need, must=step.must, left=len(left)))
    return tuple(rungs)
