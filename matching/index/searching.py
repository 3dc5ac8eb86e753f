"""Searches: the engine's ranking, from the index."""

from dataclasses import dataclass
from typing import NamedTuple

from matching.engine import CURRENT, Blocking, Requirements, Weights
from matching.index.asking import ask
from matching.index.columns import Floats, Ints
from matching.index.facts import (
    FoundRows,
    Int64s,
    Misses,
    Places,
    count_providers,
    joined,
    joined_misses,
    overlaid,
)
from matching.index.judging import judged, matching
from matching.index.near_misses import Miss, nearly
from matching.index.overlay import Index
from matching.index.scoring import first, scale_of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matches:
    """The first matches, best first, each provider once at the location that serves this patient best."""

    total: int  # providers that match, shown or not
    location_id: Ints  # (k,)
    provider_id: Ints  # (k,)
    score: Int64s  # (k,) thousandths of a point
    miles: Floats  # (k,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexAnswer:
    """What engine.rank says, by ids."""

    matches: Matches
    near_misses: tuple[Miss, ...]
    blocking: tuple[Blocking, ...]
    weights_version: str


class NearMisses(NamedTuple):
    shown: tuple[Miss, ...]  # best first
    blocking: tuple[Blocking, ...]  # most providers first


def match(index: Index, requirements: Requirements, weights: Weights = CURRENT, *, limit: int) -> Matches:
    """The first `limit` matches and how many there are: engine.rank(...).matches, exactly. Costs the least."""
    facts = [matching(part, ask(part, requirements), requirements) for part in index.parts]
    found = joined(facts, overlaid(facts[1:]))
    weighed = weights.favoring(requirements.matters_most)
    return _matches(found, first(found, scale_of(requirements), weighed, _checked(limit)))


def near_misses(index: Index, requirements: Requirements, weights: Weights = CURRENT) -> NearMisses:
    """engine.rank(...).near_misses and .blocking, exactly."""
    matched, misses = _judged(index, requirements)
    return NearMisses(*nearly(requirements, misses, matched, weights.favoring(requirements.matters_most)))


def search(index: Index, requirements: Requirements, weights: Weights = CURRENT, *, limit: int) -> IndexAnswer:
    """Matches, near misses and totals in one pass over the rows."""
    matched, misses = _judged(index, requirements)
    weighed = weights.favoring(requirements.matters_most)
    shown, blocking = nearly(requirements, misses, matched, weighed)
    return IndexAnswer(
        matches=_matches(matched, first(matched, scale_of(requirements), weighed, _checked(limit))),
        near_misses=shown,
        blocking=blocking,
        weights_version=weights.version,
    )


def _checked(limit: int) -> int:
    if limit < 1:
        raise ValueError("at least one match must be asked for")
    return limit


def _matches(facts: FoundRows, best: tuple[Places, Int64s]) -> Matches:
    rows, scores = best
    shown = facts.where(rows)
    return Matches(
        total=count_providers(facts, facts.shared),
        location_id=shown.location_id,
        provider_id=shown.provider_id,
        score=scores,
        miles=shown.miles,
    )


def _judged(index: Index, requirements: Requirements) -> tuple[FoundRows, Misses]:
    pairs = [judged(part, ask(part, requirements), requirements) for part in index.parts]
    known = overlaid([facts for matched, misses in pairs[1:] for facts in (matched, misses.facts)])
    matched, misses = zip(*pairs, strict=True)
    return joined(matched, known), joined_misses(misses, known)
