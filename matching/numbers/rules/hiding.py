"""Which counts of a month may be printed. Pure.

No count from 1 to 10 is printed, and none can be worked out: not from a sum, not from the others, not from two months.
Each month is printed for itself, and nothing is summed over months; so it is enough that each set of parts is safe.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FEW: Final = range(1, 11)
Cells = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Parts:
    """A sum and its parts. None is hidden."""

    total: int | None
    cells: Cells


def told(count: int) -> int | None:
    return None if count in FEW else count


def told_parts(cells: Mapping[str, int], *, total_is_public: bool = False) -> Parts:
    """Hidden parts are at least two, and more than ten together, or the sum is hidden as well: what is left of a sum
    is then no small number, and each hidden part could be any from 1 on. The next smallest are hidden with the small
    ones, and nothing tells which are which.

    `total_is_public`: everybody can count it without us, as who is on the lists. Of few, no part is told then, zeros
    neither: that all but one reason is none would tell why.
    """
    total = sum(cells.values())
    if total in FEW and total_is_public:
        return Parts(total, dict.fromkeys(cells))
    shown: Cells = {name: told(count) for name, count in cells.items()}
    rest = sorted((count, name) for name, count in cells.items() if count > FEW[-1])
    while _gives_away(cells, shown) and rest:
        shown[rest.pop(0)[1]] = None
    return Parts(None if _gives_away(cells, shown) else total, shown)


def _gives_away(cells: Mapping[str, int], shown: Cells) -> bool:
    hidden = [count for name, count in cells.items() if shown[name] is None]
    return bool(hidden) and (len(hidden) == 1 or sum(hidden) in FEW)
