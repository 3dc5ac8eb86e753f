"""Months of looks as a row of dots, drawn by the server. The page says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from providers.ledger.selectors import MonthOfLooks

STEP: Final = 30
MOST: Final = 36  # months in a picture; the words are about all


@dataclass(frozen=True, slots=True)
class MonthDot:
    x: int
    look: str  # a class of desk.css
    label: str  # below every fourth one


@dataclass(frozen=True, slots=True)
class MonthDots:
    width: int
    end: int
    all: tuple[MonthDot, ...]


def dots(months: Sequence[MonthOfLooks]) -> MonthDots:
    shown = months[-MOST:]
    drawn = tuple(
        MonthDot(24 + STEP * place, _look(month), f"{month.month:%b %y}" if place % 4 == 0 else "")
        for place, month in enumerate(shown)
    )
    end = drawn[-1].x if drawn else 24
    return MonthDots(width=end + 28, end=end, all=drawn)


def _look(month: MonthOfLooks) -> str:
    if month.at is None:
        return "missing"
    return "found" if month.found else "late" if month.is_late else "done"
