"""The page of the numbers: each figure as a drawing and as the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from matching.numbers.drawing import MonthBar, bars
from matching.numbers.models import MonthFigures
from matching.numbers.tables import REVIEWS, TABLES, FigureTable

SHOWN: Final = 12  # months


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    bar: MonthBar
    number: str
    month: str  # short


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSection:
    code: str
    title: str
    about: str
    drawn: str  # what the bars count
    bars: Sequence[DrawnBar]  # oldest first
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, str]]]]  # month, then (column, words); newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersPage:
    sections: Sequence[FigureSection]
    newest: str
    frozen_at: Any
    made_up: bool


def numbers_page() -> NumbersPage | None:
    """None before a month was counted."""
    rows = list(MonthFigures.objects.all()[:SHOWN])
    if not rows:
        return None
    return NumbersPage(
        sections=[section_of(table, rows) for table in TABLES],
        newest=month_name(rows[0]),
        frozen_at=rows[0].frozen_at,
        made_up=any(row.is_demonstration for row in rows),
    )


def review_section() -> FigureSection | None:
    """For the page about reviews: the same rows. Counted twice, what is hidden here could be read there."""
    rows = list(MonthFigures.objects.all()[:SHOWN])
    return section_of(REVIEWS, rows) if rows else None


def section_of(table: FigureTable, rows: Sequence[MonthFigures]) -> FigureSection:
    """`rows`: newest first."""
    drawn = [(row, row.figures[table.code]) for row in reversed(rows) if table.drawn in row.figures[table.code]]
    shapes = bars([cells[table.drawn] for _row, cells in drawn])
    return FigureSection(
        code=table.code,
        title=str(table.title),
        about=str(table.about),
        drawn=str(next(column.label for column in table.columns if column.code == table.drawn)),
        bars=[
            DrawnBar(bar=bar, number=_number(cells[table.drawn]), month=date_format(row.month, "M"))
            for bar, (row, cells) in zip(shapes, drawn, strict=True)
        ],
        columns=[str(column.label) for column in table.columns],
        rows=[
            (
                month_name(row),
                [(str(column.label), column.words(row.figures[table.code], column.code)) for column in table.columns],
            )
            for row in rows
        ],
    )


def month_name(row: MonthFigures) -> str:
    return date_format(row.month, "YEAR_MONTH_FORMAT")


def _number(count: int | None) -> str:
    return _("hidden") if count is None else localize(count)
