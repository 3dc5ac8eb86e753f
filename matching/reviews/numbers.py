"""What everybody may know of how we handle reviews: how many are on pages or looked at, and how many were removed
for what. Counts of 1 to 10 are hidden, since they could point to somebody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from matching.reviews.enums import ReviewState, Rule
from matching.reviews.models import Review, ReviewMove
from matching.reviews.rules.hiding import hide_few

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class ReviewMonth:
    """None is a count that is hidden. `reasons`: each rule that something was removed for, or may have been."""

    name: str
    published: int | None
    removed: int | None
    reasons: Sequence[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class ReviewNumbers:
    months: Sequence[ReviewMonth]  # newest first
    waiting: int | None
    held: int | None


def review_numbers(*, now: datetime) -> ReviewNumbers:
    months = _months(now.date())
    moves = ReviewMove.objects.filter(
        at__date__gte=months[-1], to_state__in=(ReviewState.PUBLISHED, ReviewState.REMOVED)
    )
    by_month = moves.annotate(month=TruncMonth("at")).values_list("month", "to_state", "reason")
    counts = Counter((month.date(), state, reason) for month, state, reason in by_month)
    published = [sum(counts[month, ReviewState.PUBLISHED, reason] for reason in ("", *Rule)) for month in months]
    removed = [[counts[month, ReviewState.REMOVED, rule] for rule in Rule] for month in months]
    shown = [row[0] for row in hide_few([[count] for count in (*published, sum(published))])]
    hidden = hide_few(_with_sums(removed))
    waiting, held = (Review.objects.filter(state=state).count() for state in (ReviewState.WRITTEN, ReviewState.HELD))
    return ReviewNumbers(
        months=_since_something_was(
            [
                ReviewMonth(
                    date_format(month, "YEAR_MONTH_FORMAT"),
                    shown[at],
                    hidden[at][-1],
                    [(str(rule.label), count) for rule, count in zip(Rule, hidden[at], strict=False) if count != 0],
                )
                for at, month in enumerate(months)
            ]
        ),
        waiting=hide_few([[waiting]])[0][0],
        held=hide_few([[held]])[0][0],
    )


def _since_something_was(rows: list[ReviewMonth]) -> list[ReviewMonth]:
    """Without the empty months before all others; this month is told in any case."""
    told = [at for at, row in enumerate(rows) if row.published != 0 or row.removed != 0]
    return rows[: max(told, default=0) + 1]


def _months(today: date) -> list[date]:
    """The first days of this month and of those before it."""
    first = today.replace(day=1)
    months = []
    for _number in range(MONTHS):
        months.append(first)
        first = (
            first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
        )
    return months


def _with_sums(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    whole = [[*row, sum(row)] for row in rows]
    return [*whole, [sum(column) for column in zip(*whole, strict=True)]]
