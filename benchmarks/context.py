"""What every section of a run shares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.intakes import Catalog
from benchmarks.measure import CpuClock, Spread
from matching.engine import Requirements

Search = Callable[[Requirements], Sequence[int]]
ROUNDS = 3


class AnswersDiffer(Exception):
    """Two engines gave different answers, so no figure of theirs may be printed."""


@dataclass(slots=True, kw_only=True)
class Context:
    scale: int
    clock: CpuClock
    catalog: Catalog
    postgis_absent: str  # why, "" where PostGIS is there
    figures: dict[str, Any] = field(default_factory=dict)  # by the keys of the issue, dotted
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    verified: dict[str, int] = field(default_factory=dict)  # answers compared before the timing, by section

    def keep(self, key: str, spread: Spread | None) -> None:
        """A figure to be tracked; None where a rival is absent."""
        self.figures[key] = None if spread is None else _short(spread.middle)
        if spread is not None:
            self.ranges[key] = (_short(spread.least), _short(spread.most))

    def cases(self, at_10k: int, at_100k: int, at_1m: int) -> int:
        """How many, so that a run ends in minutes at every scale."""
        return at_10k if self.scale < 50_000 else at_100k if self.scale < 500_000 else at_1m


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def must_agree(section: str, answers: dict[str, Any], about: object) -> None:
    """Raises AnswersDiffer unless all engines answered alike."""
    (first, expected), *others = answers.items()
    for name, answer in others:
        if answer != expected:
            raise AnswersDiffer(f"{section}: {first} and {name} differ.\n{about}\n{expected}\n{answer}")
