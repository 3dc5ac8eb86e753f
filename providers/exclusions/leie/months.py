"""Months of the exclusion list. OIG's file of a month has exclusions that begin in the next. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Final

DUE_DAY: Final = 12  # of each month. OIG's list is out by the 10th


def month_after(day: date, *, by: int = 1) -> date:
    """The first day of the month so many months after the one of `day`; fewer than none for before."""
    count = day.year * 12 + day.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)


def due_month(today: date) -> date:
    """The newest month whose list has to be in use: this one after the 12th, else the one before."""
    return month_after(today, by=0 if today.day > DUE_DAY else -1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Each month after `first` up to `last`, both first days of months."""
    month = month_after(first)
    while month <= last:
        yield month
        month = month_after(month)


def in_words(months: list[date]) -> str:
    return ", ".join(map(month_name, months))


def month_name(day: date) -> str:
    """ "November 2026", for staff and for the name of a source: never in another language."""
    return f"{day:%B %Y}"
