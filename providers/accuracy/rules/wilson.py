"""How sure a share of a random sample is. Pure.

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209. Close
to what it promises from small samples on, and never beyond 0 or 1 (Brown, Cai, DasGupta 2001).
"""

from math import sqrt
from typing import Final

Z: Final = 1.959963984540054  # 95 of 100
ENOUGH: Final = 30  # calls: of fewer no share is told


def wilson(right: int, of: int) -> tuple[float, float]:
    """(lowest, highest) true share from 0 to 1; (0, 1) for no calls. ValueError for more right than calls."""
    if not 0 <= right <= of:
        raise ValueError(f"{right} of {of}")
    if of == 0:
        return 0.0, 1.0
    share, z2 = right / of, Z * Z
    middle = share + z2 / (2 * of)
    reach = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low, high = (middle - reach) / (1 + z2 / of), (middle + reach) / (1 + z2 / of)
    return 0.0 if right == 0 else low, 1.0 if right == of else high  # exactly so, but for what a double loses
