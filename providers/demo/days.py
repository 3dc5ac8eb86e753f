"""Dates as papers have them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from providers.exclusions.leie.months import month_name


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_end_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def in_words(day: date) -> str:
    """Aug 31, 2027"""
    return f"{day:%b} {day.day}, {day.year}"


def days_before(day: date, rng: Random, least: int, most: int) -> date:
    return day - timedelta(days=rng.randint(least, most))


def office_time(rng: Random, day: date) -> datetime:
    """A moment of that day at which offices all over the country are open."""
    return datetime.combine(day, time(rng.randrange(16, 21), rng.randrange(60)), tzinfo=UTC)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def exclusion_file(on: date) -> tuple[date, date]:
    """(day of the newest monthly LEIE file, last day it counts: the end of the month after).

    OIG replaces the file by the 10th of each month, so before that day the newest is last month's.
    """
    newest = on if on.day >= 10 else month_end_before(on)
    return newest.replace(day=10), month_end(month_end(newest) + timedelta(days=1))


def exclusion_source(listed: date) -> str:
    return f"OIG LEIE, {month_name(listed)} file"
