"""How sure a share is. Pure; the standard library has neither the beta distribution nor its inverse.

Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika 26 (1934) 404. The continued fraction is the one of Press et al., Numerical Recipes, 6.4.
Tests hold both functions to SciPy.
"""

from math import exp, fsum, lgamma, log, log1p
from typing import Final

LEVEL: Final = 0.95
STEPS: Final = 200  # halvings of an interval of 1: far below what a double can tell
TINY: Final = 1e-300


def clopper_pearson(yes: int, of: int, *, level: float = LEVEL) -> tuple[float, float]:
    """(lowest, highest) true share from 0 to 1 that `yes` of `of` leaves possible; (0, 1) where nobody was asked.

    It covers the true share at least as often as `level` says, whatever it is. ValueError for more yes than people.
    """
    if not 0 <= yes <= of:
        raise ValueError(f"{yes} of {of}")
    tail = (1 - level) / 2
    low = 0.0 if yes == 0 else _beta_quantile(tail, yes, of - yes + 1)
    high = 1.0 if yes == of else _beta_quantile(1 - tail, yes + 1, of - yes)
    return low, high


def poisson_tail(least: int, mean: float) -> float:
    """The chance of `least` or more events where `mean` are expected."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    return max(0.0, 1.0 - fsum(exp(count * log(mean) - mean - lgamma(count + 1)) for count in range(least)))


def _beta_quantile(share: float, a: float, b: float) -> float:
    """Where the beta distribution reaches `share`, by halving: it only rises."""
    low, high = 0.0, 1.0
    for _step in range(STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if _beta_below(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_below(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) if 0 < x < 1 else 0.0
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction; it converges fast for x < (a + 1) / (a + b + 2)."""
    c, d = 1.0, _away(1.0 - (a + b) * x / (a + 1))
    d = 1.0 / d
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _away(1.0 + term * d)
            c = _away(1.0 + term / c)
            value *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return value


def _away(value: float) -> float:
    """From zero, by which it is about to be divided."""
    return value if abs(value) > TINY else TINY
