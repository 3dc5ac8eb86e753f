"""How often our own entries are right, with how sure that is, and by which lot they were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.numbers.drawing import Whisker, whiskers
from matching.numbers.figures_page import SHOWN, FigureSection, newest_months, section_of
from matching.numbers.rules.months import Month
from matching.numbers.tables import ACCURACY, grouped
from providers.accuracy.rules.wilson import ENOUGH, wilson
from providers.accuracy.selectors import draws

CALLED: Final = "called"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnShare:
    whisker: Whisker
    month: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLine:
    """What it takes to draw the same. `seed`: "" until the month is over. `frame`: its month, "" before the draw."""

    month: str
    seed_hash: str
    committed_at: datetime
    seed: str
    frame_hash: str
    entries: int
    frame: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyPage:
    """`sentence`: of the last twelve months together."""

    section: FigureSection | None
    sentence: str
    shares: Sequence[DrawnShare]  # oldest first; a month of fewer than 30 calls has none
    draws: Sequence[DrawLine]


def accuracy_page(*, now: datetime) -> AccuracyPage:
    rows = [row for row in newest_months() if row.figures["accuracy"]]
    cells = [(row, row.figures["accuracy"]) for row in reversed(rows)]
    counted = [(row, one) for row, one in cells if one[CALLED] >= ENOUGH]
    shapes = whiskers([_span(one) for _row, one in counted])
    return AccuracyPage(
        section=section_of(ACCURACY, rows) if rows else None,
        sentence=_together([one for _row, one in cells]),
        shares=[
            DrawnShare(whisker=shape, month=date_format(row.month, "M"), words=share_in_words(one))
            for shape, (row, one) in zip(shapes, counted, strict=True)
        ],
        draws=draw_lines(now=now),
    )


def draw_lines(*, now: datetime) -> list[DrawLine]:
    return [
        DrawLine(
            month=date_format(found.month, "YEAR_MONTH_FORMAT"),
            seed_hash=found.seed_hash,
            committed_at=found.committed_at,
            seed=found.seed if is_over(found.month, now=now) else "",
            frame_hash=found.frame_hash,
            entries=found.entries,
            frame=f"{found.month:%Y-%m}" if found.drawn_at else "",
        )
        for found in draws()[: SHOWN + 1]
    ]


def is_over(month: date, *, now: datetime) -> bool:
    """Only then is the seed told: before it, it would say who is called."""
    return now >= Month(month).ends


def share_in_words(cells: Any) -> str:
    low, share, high = (round(100 * part, 1) for part in _span(cells))
    told = {"share": share, "low": low, "high": high}
    return _("%(share)s of 100, between %(low)s and %(high)s") % told


def _span(cells: Any) -> tuple[float, float, float]:
    low, high = wilson(cells["right"], cells[CALLED])
    return low, cells["right"] / cells[CALLED], high


def _together(months: Sequence[Any]) -> str:
    total = {name: sum(month[name] for month in months) for name in (CALLED, "right", "not_reached")}
    if total[CALLED] < ENOUGH:
        told = {"called": total[CALLED], "enough": ENOUGH}
        return _("Calls so far: %(called)s. From %(enough)s on we say how often all was right.") % told
    counts = {"called": total[CALLED], "right": total["right"], "silent": total["not_reached"], "months": len(months)}
    told = {name: grouped(count) for name, count in counts.items()}
    return (
        _(
            "In %(months)s months we called %(called)s places drawn by lot. At %(right)s everything was right. "
            "%(silent)s were not reached on two days, which counts as not right."
        )
        % told
        + " "
        + _("That is %(share)s.") % {"share": share_in_words(total)}
    )
