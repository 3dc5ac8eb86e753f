"""How long decisions took, with those that still wait counted as "longer than". Pure.

Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457. Leaving out
what is not decided yet would make a desk look faster the more it leaves lying.
"""

from collections.abc import Sequence
from typing import Final

ENOUGH: Final = 11  # decisions: a middle of fewer would be about few


def days_within(decided: Sequence[float], waiting: Sequence[float], *, share: float) -> float | None:
    """Days within which this share was decided. None: not so many were, so nobody knows yet."""
    left, still = len(decided) + len(waiting), 1.0
    ends = sorted([(days, True) for days in decided] + [(days, False) for days in waiting], key=lambda end: (end[0], not end[1]))
    for days, is_decided in ends:
        if is_decided:
            still *= 1 - 1 / left
            if still <= 1 - share + 1e-12:
                return days
        left -= 1
    return None
