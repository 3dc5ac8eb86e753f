"""How long decisions took, with those that still wait counted as "longer than". Pure.

Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457. Leaving out
what is not decided yet would make a desk look faster the more it leaves lying.
"""

from collections.abc import Sequence
from typing import Final

ENOUGH: Final = 11  # decisions: a middle of fewer would be about few


def hours_within(decided: Sequence[float], waiting: Sequence[float], *, share: float) -> float | None:
    """Hours within which this share was decided. None: not so many were, so nobody knows yet."""
    left, still = len(decided) + len(waiting), 1.0
    ends = [(hours, 0) for hours in decided] + [(hours, 1) for hours in waiting]  # of equals, what was decided first
    for hours, waits in sorted(ends):
        if not waits:
            still *= 1 - 1 / left
            if still <= 1 - share + 1e-12:
                return hours
        left -= 1
    return None
