"""How long each check counts, as dated settings: the field's standard changes, and old decisions keep their own.

Sources: NCQA credentialing standards 2025 (in force 2025-07-01): primary sources at most 120 days old at the decision,
before that 180; recredentialing within 36 months, no grace, and a file finished within 30 days of the due date still
counts as a renewal; the clock starts at the decision and is never set back. Exclusion lists: each month (OIG Special
Advisory Bulletin, 2013). The other limits are our own.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from providers.screening.enums import CheckKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    in_force_from: date
    source_days: int  # a primary source may be this old at the decision
    approval_months: int
    late_days: int  # after the due date a file may still be finished as a renewal
    license_months: int  # our own: look at the board again at least this often
    place_months: int
    products_months: int


LIMITS: Final = (
    TimeLimits(
        in_force_from=date.min,
        source_days=180,
        approval_months=36,
        late_days=30,
        license_months=6,
        place_months=12,
        products_months=6,
    ),
    TimeLimits(
        in_force_from=date(2025, 7, 1),
        source_days=120,
        approval_months=36,
        late_days=30,
        license_months=6,
        place_months=12,
        products_months=6,
    ),
)

MONTHLY: Final = frozenset({CheckKind.NPI, CheckKind.EXCLUSION, CheckKind.SAM})
# Good only as long as the paper itself: without an end date there is nothing to rely on.
DATED: Final = frozenset({CheckKind.LICENSE, CheckKind.INSURANCE, CheckKind.SUPERVISOR})
# What the 120 days are about. A house rule asks the same of the rest, except what is seen once (identity).
PRIMARY_SOURCES: Final = frozenset(CheckKind) - {CheckKind.IDENTITY}


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day of an approval."""

    first: date
    last: date


class Renewal(StrEnum):
    FIRST = "first"  # never approved
    ON_TIME = "on_time"
    LATE = "late"  # due date passed, within 30 days: still a renewal. Not listed meanwhile: there is no grace
    START_OVER = "start_over"  # everything is checked as for somebody new


def limits_on(day: date) -> TimeLimits:
    """The settings in force on that day."""
    return max((limits for limits in LIMITS if limits.in_force_from <= day), key=lambda limits: limits.in_force_from)


def good_until(kind: CheckKind, *, report_date: date, ends_on: date | None) -> date | None:
    """Last day on which a pass counts. `report_date`: the date on what the source said. `ends_on`: the end that the
    source names (for SCOPE: the license's). None: no end can be given, so it cannot be a pass.

    A license of which a board said on January 10 that it ends on May 31 counts to May 31; one that ends in two years,
    to July 10. Monthly checks count to the end of the next calendar month: looked at on November 24, to December 31. So
    a look in each month keeps them alive without a gap.
    """
    if kind in DATED and ends_on is None:
        return None
    limits = limits_on(report_date)
    longest = {
        CheckKind.INSURANCE: date.max,
        CheckKind.PLACE: add_months(report_date, limits.place_months),
        CheckKind.PRODUCTS: add_months(report_date, limits.products_months),
        CheckKind.BOARD: add_months(report_date, limits.approval_months),
        CheckKind.IDENTITY: add_months(report_date, limits.approval_months),
    }.get(kind, add_months(report_date, limits.license_months))
    if kind in MONTHLY:
        longest = month_end(add_months(report_date.replace(day=1), 1))
    return longest if ends_on is None else min(ends_on, longest)


def approval_window(decided_on: date) -> Window:
    """36 months from the day of the decision. No parameter sets the clock back."""
    after = add_months(decided_on, limits_on(decided_on).approval_months)
    return Window(decided_on, after - timedelta(days=1))


def renewal(last_approved_until: date | None, *, on: date) -> Renewal:
    """How a new decision relates to the last approval."""
    if last_approved_until is None:
        return Renewal.FIRST
    if on <= last_approved_until:
        return Renewal.ON_TIME
    late_until = last_approved_until + timedelta(days=limits_on(on).late_days)
    return Renewal.LATE if on <= late_until else Renewal.START_OVER


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
