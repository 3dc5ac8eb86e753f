"""Saying that a frozen month was wrong, beside what was printed. Two people say so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from matching.numbers.models import MonthCorrection, MonthFigures
from matching.numbers.rules.hiding import told_correction
from matching.numbers.rules.months import Month

PUBLIC: Final = frozenset({"listed", "exceptions", "overdue", "accuracy", "api"})  # of what everybody could count


class NoSuchFigure(UserFacingError):
    """A month that is not counted, a figure or cell that it does not have, or a number that changes nothing."""


@transaction.atomic
def correct_month(
    *,
    month: Month,
    figure: str,
    cells: Mapping[str, int],
    words: str,
    words_es: str,
    by: User,
    second: User,
    now: datetime,
) -> MonthCorrection:
    """`cells`: what they should have said. Raises NoSuchFigure. What a reader could work out from the difference of the
    two numbers is not kept: then the words alone say that something was wrong."""
    row = MonthFigures.objects.filter(month=month.first).first()
    printed = dict(row.figures.get(figure, {})) if row else {}
    for earlier in row.corrections.filter(figure=figure) if row else ():
        printed |= earlier.cells
    if row is None or not cells or not cells.keys() <= printed.keys():
        raise NoSuchFigure(f"{month.first:%Y-%m} has no such figure or cell. It has: {', '.join(printed) or 'none'}.")
    told = told_correction(printed, dict(cells), is_public=figure in PUBLIC)
    if not told:
        raise NoSuchFigure("These are the numbers that were printed.")
    return MonthCorrection.objects.create(
        month=row, figure=figure, cells=told, words=words, words_es=words_es, made_at=now, by=by, second=second
    )
