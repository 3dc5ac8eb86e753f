"""The same rows as files: CSV for a spreadsheet, JSON with a signature for programs."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any, Final

from django.db.models import QuerySet

from matching.numbers.models import MonthCorrection, MonthFigures
from matching.proofs.services.signing import sign_document

HEADER: Final = ("month", "figure", "cell", "count", "hidden", "corrected")


def csv_text() -> str:
    """A line a cell. Every word in it is a code of ours, so that no spreadsheet takes one for a formula."""
    written = StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(HEADER)
    lines.writerows(_lines())
    return written.getvalue()


def signed_numbers(*, now: datetime) -> dict[str, Any]:
    months = [
        {"month": f"{row.month:%Y-%m}", "frozenAt": row.frozen_at.isoformat(), "demonstration": row.is_demonstration}
        | {"figures": row.figures, "corrections": [_correction(each) for each in row.corrections.all()]}
        for row in _months()
    ]
    return sign_document(
        {"type": "CaarismaNumbers", "hidden": "null is a count that is not told", "months": months}, now=now
    )


def _months() -> QuerySet[MonthFigures]:
    return MonthFigures.objects.order_by("month").prefetch_related("corrections")


def _correction(made: MonthCorrection) -> dict[str, Any]:
    words = {"en": made.words, "es": made.words_es}
    return {"madeAt": made.made_at.isoformat(), "figure": made.figure, "cells": made.cells, "words": words}


def _lines() -> Iterator[tuple[str, str, str, str, str, str]]:
    """What was printed, and under each month what was corrected of it, with the day."""
    for row in _months():
        month = f"{row.month:%Y-%m}"
        for figure, cells in row.figures.items():
            yield from ((month, figure, *_shown(cell, count), "") for cell, count in cells.items())
        for made in row.corrections.all():
            day = f"{made.made_at:%Y-%m-%d}"
            yield from ((month, made.figure, *_shown(cell, count), day) for cell, count in made.cells.items())


def _shown(cell: str, count: int | None) -> tuple[str, str, str]:
    return cell, "" if count is None else str(count), "yes" if count is None else ""
