"""CPU time of this process and of the database sessions that work for it, and paired comparisons.

On a shared machine the wall clock tells of the neighbors. What counts here is time on a core: ours (every thread) and
that of each PostgreSQL backend, which Linux accounts in nanoseconds.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

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

    def now(self) -> int:
        return time.process_time_ns() + sum(int(file.read_text().split()[0]) for file in self._files)

    def milliseconds(self, work: Callable[[], object]) -> float:
        start = self.now()
        work()
        return (self.now() - start) / 1e6


def interleaved(
    clock: CpuClock, engines: Mapping[str, Callable[[Case], object]], cases: Sequence[Case], rounds: int
) -> dict[str, list[list[float]]]:
    """CPU milliseconds by engine, round and case.

    For each case every engine takes its turn, and another one begins each time: what the machine does meanwhile, and
    what one engine leaves in the caches, meets all of them alike.
    """
    names = list(engines)
    taken: dict[str, list[list[float]]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names:
            taken[name].append([])
        for place, case in enumerate(cases):
            first = (turn + place) % len(names)
            for name in names[first:] + names[:first]:
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
