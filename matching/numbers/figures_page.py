"""The page of the numbers: each figure as a drawing and as the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from matching.numbers.drawing import MonthBar, bars
from matching.numbers.models import MonthCorrection, MonthFigures
from matching.numbers.tables import REVIEWS, TABLES, FigureTable, grouped

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
    corrected: Sequence[str]  # sentences; what they are about stays as it was printed


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersPage:
    sections: Sequence[FigureSection]
    newest: str
    frozen_at: Any
    made_up: bool


def numbers_page() -> NumbersPage | None:
    """None before a month was counted."""
    rows = newest_months()
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
    rows = newest_months()
    return section_of(REVIEWS, rows) if rows else None


def newest_months() -> list[MonthFigures]:
    return list(MonthFigures.objects.prefetch_related("corrections")[:SHOWN])


def section_of(table: FigureTable, rows: Sequence[MonthFigures]) -> FigureSection:
    """`rows`: newest first."""
    cells_of = {row.pk: row.figures.get(table.code, {}) for row in rows}  # an old month may lack a newer figure
    drawn = [(row, cells_of[row.pk]) for row in reversed(rows) if table.drawn in cells_of[row.pk]]
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
                [(str(column.label), column.words(cells_of[row.pk], column.code)) for column in table.columns],
            )
            for row in rows
        ],
        corrected=[
            _correction_in_words(table, row, made)
            for row in rows
            for made in row.corrections.all()
            if made.figure == table.code
        ],
    )


def _correction_in_words(table: FigureTable, row: MonthFigures, made: MonthCorrection) -> str:
    why = made.words_es if (get_language() or "").startswith("es") else made.words
    told = {"month": month_name(row), "day": date_format(made.made_at), "why": why}
    if None in made.cells.values():
        return _("%(month)s, corrected on %(day)s: %(why)s The right number may not be told.") % told
    names = {code: str(label) for column in table.columns for code, label in column.parts}
    right = ", ".join(f"{names.get(cell, cell)}: {grouped(count)}" for cell, count in made.cells.items())
    return _("%(month)s, corrected on %(day)s: %(why)s Right is %(right)s.") % {**told, "right": right}


def month_name(row: MonthFigures) -> str:
    return date_format(row.month, "YEAR_MONTH_FORMAT")


def _number(count: int | None) -> str:
    return _("hidden") if count is None else grouped(count)
