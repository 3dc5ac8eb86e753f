"""Which loops answer: NumPy's, or the same compiled by numba where the extra `fast` is installed."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from matching.engine import Requirements, Weights
from matching.index import judging, scoring
from matching.index.asking import IndexQuery
from matching.index.facts import AnyFacts, Int64s, Misses, Places
from matching.index.scoring import Scale
from matching.index.snapshot import Snapshot

VARIABLE = "CAARISMA_INDEX_ENGINE"  # "numpy": without the compiled loops, also where they could be had


@dataclass(frozen=True, slots=True)
class Kernels:
    """The functions that take the time. Every set gives the same answers."""

    name: str
    matching: Callable[[Snapshot, IndexQuery, Requirements], AnyFacts]
    judged: Callable[[Snapshot, IndexQuery, Requirements], tuple[AnyFacts, Misses]]
    first: Callable[[Any, Scale, Weights, int], tuple[Places, Int64s]]  # of the facts that the same set found


NUMPY = Kernels("numpy", judging.matching, judging.judged, scoring.first)


def _chosen() -> Kernels:
    if os.environ.get(VARIABLE) == NUMPY.name or find_spec("numba") is None:
        return NUMPY
    from matching.index import compiled  # it imports numba, which is not always there

    return Kernels("numba", compiled.matching, compiled.judged, compiled.first)


CHOSEN = _chosen()
ENGINE = CHOSEN.name
