"""What a few visits tell of a place: a mean, and how far it could be off. Pure.

The four answers of a visit count as one, a quarter each. With only a few visits one angry or one happy person would
decide, so eight made-up answers stand beside them, shared as answers usually are. The more visits, the less they weigh.

Source: the answers 1 to 5 are draws from a categorical distribution with a Dirichlet prior, which is conjugate: its
posterior is Dirichlet(a) with a_i = prior_i + n_i (Gelman et al., Bayesian Data Analysis, 3rd ed., 3.4). For the mean
answer m = sum(i * p_i), with A = sum(a_i):

    E[m]   = sum(i * a_i) / A
    Var[m] = (sum(i^2 * a_i) / A - E[m]^2) / (A + 1)

and E[m] -/+ 1.645 standard deviations holds about nine tenths of it (tests measure how many).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

LEVELS: Final = (1, 2, 3, 4, 5)
MADE_UP: Final = 8
SHARES: Final = (0.04, 0.04, 0.08, 0.24, 0.60)  # of the made-up answers; fixed, so that nobody's visits move others
REACH: Final = 1.645  # standard deviations to either side, for 0.9
SHOWN_FROM: Final = 5  # visits


@dataclass(frozen=True, slots=True)
class Estimate:
    """On the scale of the answers, 1 to 5. In nine of ten such cases the truth is from `low` to `high`."""

    visits: int
    mean: float
    low: float
    high: float

    @property
    def is_shown(self) -> bool:
        return self.visits >= SHOWN_FROM


def weights_of(visits: Iterable[Sequence[int]]) -> tuple[float, ...]:
    """a_i of the posterior. `visits`: the answers of each, 1 to 5; none of them empty."""
    weights = [MADE_UP * share for share in SHARES]
    for answers in visits:
        for answer in answers:
            weights[answer - 1] += 1 / len(answers)
    return tuple(weights)


def estimate(visits: Iterable[Sequence[int]]) -> Estimate:
    told = list(visits)
    weights = weights_of(told)
    total = sum(weights)
    mean = sum(level * weight for level, weight in zip(LEVELS, weights, strict=True)) / total
    square = sum(level**2 * weight for level, weight in zip(LEVELS, weights, strict=True)) / total
    off = REACH * sqrt((square - mean**2) / (total + 1))
    return Estimate(len(told), mean, max(mean - off, float(LEVELS[0])), min(mean + off, float(LEVELS[-1])))
