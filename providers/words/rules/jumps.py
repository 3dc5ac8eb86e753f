"""When a number of sessions grows too fast to be believed at once. Pure.

Nobody can look the number up, and it lifts a match. So a step that a working day allows is live at once, and a leap is
asked about first.
"""

from typing import Final

ALWAYS_FINE: Final = 100  # more than before
A_DAY: Final = 15  # of one concern in one area


def is_jump(before: int, said: int, *, days: int) -> bool:
    """`days`: since the number was last changed. From 40 to 130 is fine on any day; from 40 to 900 after 10 days is a
    leap, and after 60 days it is not."""
    return said - before > max(ALWAYS_FINE, A_DAY * max(days, 0))
