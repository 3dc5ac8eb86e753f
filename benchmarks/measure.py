"""CPU time of this process and of the database sessions that work for it, and paired comparisons.

On a shared machine the wall clock tells of the neighbors. What counts here is time on a core: ours (every thread) and
that of each PostgreSQL backend, which Linux accounts in nanoseconds.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Final, NamedTuple, TypeVar

SEED: Final = 20261102
Case = TypeVar("Case")


class Spread(NamedTuple):
    """The middle of some rounds, the least and the most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{number(self.middle)} [{number(self.least)}..{number(self.most)}]"


def number(value: float) -> str:
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


class CpuClock:
    """Nanoseconds on a core, of this process and of the sessions with these process numbers."""

    def __init__(self, backends: Sequence[int]) -> None:
        self._files = [Path(f"/proc/{backend}/schedstat") for backend in backends]

    def milliseconds(self, work: Callable[[], object]) -> float:
        """Our own clock is read last before the work and first after it: reading the others costs time as well."""
        sessions = self._sessions()
        start = time.process_time_ns()
        work()
        ours = time.process_time_ns() - start
        return (ours + self._sessions() - sessions) / 1e6

    def _sessions(self) -> int:
        return sum(int(file.read_text().split()[0]) for file in self._files)


def interleaved(
    clock: CpuClock, engines: Mapping[str, Callable[[Case], object]], cases: Sequence[Case], rounds: int
) -> dict[str, list[list[float]]]:
    """CPU milliseconds by engine, round and case.

    For each case every engine takes its turn, in an order drawn anew each time: what the machine does meanwhile, and
    what one engine leaves in the caches for the next, meets all of them alike.
    """
    names = list(engines)
    rng = Random(SEED)
    taken: dict[str, list[list[float]]] = {name: [] for name in names}
    for _round in range(rounds):
        for name in names:
            taken[name].append([])
        for case in cases:
            for name in rng.sample(names, len(names)):
                engine = engines[name]
                taken[name][-1].append(clock.milliseconds(lambda engine=engine, case=case: engine(case)))
    return taken


def ratio(slow: Sequence[Sequence[float]], fast: Sequence[Sequence[float]]) -> Spread:
    """How many times the CPU of `fast` the other took for the same cases, round by round."""
    return Spread.of([sum(a) / sum(b) for a, b in zip(slow, fast, strict=True)])


def percentiles(rounds: Sequence[Sequence[float]]) -> tuple[float, float]:
    """(p50, p99) over the cases, each with the middle of its rounds."""
    middles = sorted(median(case) for case in zip(*rounds, strict=True))
    return middles[len(middles) // 2], middles[min(len(middles) - 1, int(len(middles) * 0.99))]
