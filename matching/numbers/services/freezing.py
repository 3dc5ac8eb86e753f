"""Counting a month once, and for good."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from matching.numbers.counting import (
    Figure,
    caught_of,
    decisions_of,
    looks_of,
    outcomes_of,
    requests_of,
    reviews_of,
    stars_of,
)
from matching.numbers.models import MonthFigures, MonthStock
from matching.numbers.rules.hiding import told_parts
from matching.numbers.rules.months import Month
from providers.accuracy.selectors import calls_of

# After its end: a request of the last day has its two working days, and two more, before it counts as unanswered.
FREEZES_AFTER: Final = timedelta(days=10)


@transaction.atomic
def freeze_months(*, now: datetime) -> int:
    """A chore. Months whose stock was taken and that ended ten days ago. Returns how many were counted."""
    done = set(MonthFigures.objects.values_list("month", flat=True))
    due = [stock for stock in MonthStock.objects.order_by("month") if stock.month not in done]
    ripe = [stock for stock in due if Month(stock.month).ends + FREEZES_AFTER <= now]
    for stock in ripe:
        MonthFigures.objects.create(
            month=stock.month,
            frozen_at=now,
            figures=figures_of(stock, now=now),
            is_demonstration=stock.counts["is_demonstration"],
        )
    return len(ripe)


def figures_of(stock: MonthStock, *, now: datetime) -> dict[str, Figure]:
    """By figure and cell, as they are printed. A cell that nobody could count is not there: the first month has nobody
    who left."""
    month = Month(stock.month)
    return {
        "listed": _listed(stock),
        "left": _left(stock),
        "decisions": decisions_of(month),
        "exceptions": {name: stock.counts[name] for name in ("exceptions", "passes")},
        "overdue": stock.counts["overdue"],
        "requests": requests_of(month, now=now),
        "reviews": reviews_of(month),
        "stars": stars_of(month),
        "outcomes": outcomes_of(month),
        "looks": looks_of(month),
        "caught": caught_of(month),
        "api": stock.counts.get("api", {}),
        "accuracy": _accuracy(month),
    }


def _listed(stock: MonthStock) -> Figure:
    """On public pages, so that anybody could count them: nothing is hidden."""
    joined = {"joined": stock.counts["joined"]} if "joined" in stock.counts else {}
    return {"providers": len(stock.providers), "places": stock.counts["places"], **joined}


def _accuracy(month: Month) -> Figure:
    """Of entries that everybody could read, so nothing is hidden. Those still to be called are none of it."""
    calls = calls_of(month.first)
    if calls is None:
        return {}
    return {"called": calls.called, "right": calls.right, "not_reached": calls.not_reached, **calls.wrong}


def _left(stock: MonthStock) -> Figure:
    if "left" not in stock.counts:
        return {}
    parts = told_parts(stock.counts["left"], total_is_public=True)
    return {"all": parts.total, **parts.cells}
