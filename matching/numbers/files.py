"""The same rows as files: CSV for a spreadsheet, JSON with a signature for programs."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any, Final

from matching.numbers.models import MonthFigures
from matching.proofs.services.signing import sign_document

HEADER: Final = ("month", "figure", "cell", "count", "hidden")


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
        | {"figures": row.figures}
        for row in MonthFigures.objects.order_by("month")
    ]
    return sign_document(
        {"type": "CaarismaNumbers", "hidden": "null is a count that is not told", "months": months}, now=now
    )


def _lines() -> Iterator[tuple[str, str, str, str, str]]:
    for row in MonthFigures.objects.order_by("month"):
        for figure, cells in row.figures.items():
            for cell, count in cells.items():
                shown = "" if count is None else str(count)
                yield f"{row.month:%Y-%m}", figure, cell, shown, "yes" if count is None else ""
