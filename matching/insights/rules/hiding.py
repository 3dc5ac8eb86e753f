"""Small numbers are not told: who is one of three could be known. Pure.

A number that is hidden alone among the parts of a sum could be worked out from the rest, so then the next smallest goes
with it.
"""

from collections.abc import Sequence
from typing import Final

FEW: Final = 10


def is_few(count: int) -> bool:
    return 1 <= count <= FEW


def told(count: int) -> int | None:
    """None: 1 to 10, and not told."""
    return None if is_few(count) else count


def told_parts(parts: Sequence[int]) -> list[int | None]:
    """Of a sum that is told, or could be: no part of 1 to 10, and none that follows from the others."""
    shown: list[int | None] = [told(part) for part in parts]
    hidden = [place for place, value in enumerate(shown) if value is None]
    if len(hidden) == 1:
        others = [(value, place) for place, value in enumerate(shown) if value]
        if others:
            shown[min(others)[1]] = None
    return shown
