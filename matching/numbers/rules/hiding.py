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
    """Hidden parts are at least two, and so many together that each could be any number from 1 to 11, or nothing is
    told at all: many hidden parts of a small sum are each 1 or 2. The next smallest are hidden with the small ones, and
    nothing tells which are which.

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
    if _gives_away(cells, shown):
        return Parts(total if total_is_public else None, dict.fromkeys(cells))
    return Parts(total, shown)


def told_twice(cells: Mapping[str, int], others: Mapping[str, int]) -> tuple[Parts, Parts]:
    """The same sum, split in two ways. Where one split cannot tell the sum, the other would: then nothing is told."""
    both = told_parts(cells), told_parts(others)
    if any(parts.total is None for parts in both):
        return Parts(None, dict.fromkeys(cells)), Parts(None, dict.fromkeys(others))
    return both


def told_correction(printed: Cells, corrected: Mapping[str, int], *, is_public: bool = False) -> Cells:
    """Of a correction, the cells that changed. What was printed stays, so two numbers are there to be subtracted: where
    one of them changes by 1 to 10, is itself from 1 to 10, or was hidden, none of them is told.

    `is_public`: of what everybody can count without us.
    """
    changed: Cells = {name: count for name, count in corrected.items() if printed[name] != count}
    is_small = any(
        count in FEW or (before := printed[name]) is None or abs(count - before) in FEW
        for name, count in corrected.items()
        if name in changed
    )
    return dict.fromkeys(changed) if is_small and not is_public else changed


def _gives_away(cells: Mapping[str, int], shown: Cells) -> bool:
    """From below: each hidden part is 1 at least. From above: none is larger than the smallest that is told, since the
    next smallest were hidden; with 11 told and 20 in two hidden ones, both are 10."""
    hidden = [count for name, count in cells.items() if shown[name] is None]
    if not hidden:
        return False
    most = min((count for count in shown.values() if count), default=sum(hidden))
    below, above = sum(hidden) - len(hidden), len(hidden) * most - sum(hidden)
    return len(hidden) == 1 or min(below, above) < len(FEW)
