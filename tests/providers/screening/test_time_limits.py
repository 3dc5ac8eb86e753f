"""How long checks and approvals hold."""

from datetime import date, timedelta

import pytest

from providers.screening.enums import CheckKind
from providers.screening.rules.time_limits import (
    DATED,
    MONTHLY,
    Renewal,
    Window,
    add_months,
    approval_window,
    good_until,
    limits_on,
    renewal,
)

SEEN = date(2026, 11, 22)


@pytest.mark.parametrize(("day", "days"), [(date(2025, 6, 30), 180), (date(2025, 7, 1), 120), (date(2030, 1, 1), 120)])
def test_the_limit_of_primary_sources_changed_on_a_day(day, days):
    assert limits_on(day).source_days == days


@pytest.mark.parametrize("kind", sorted(MONTHLY))
@pytest.mark.parametrize(
    ("seen", "last"),
    [
        (date(2026, 11, 1), date(2026, 12, 31)),
        (date(2026, 11, 30), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
    ],
)
def test_a_monthly_check_holds_to_the_end_of_the_next_month(kind, seen, last):
    assert good_until(kind, report_date=seen, ends_on=None) == last


@pytest.mark.parametrize("kind", sorted(DATED))
def test_a_paper_without_an_end_is_no_pass(kind):
    assert good_until(kind, report_date=SEEN, ends_on=None) is None


@pytest.mark.parametrize(
    ("kind", "ends_on", "last"),
    [
        (CheckKind.LICENSE, date(2027, 1, 31), date(2027, 1, 31)),
        (CheckKind.LICENSE, date(2029, 1, 31), date(2027, 5, 22)),
        (CheckKind.SCOPE, date(2027, 1, 31), date(2027, 1, 31)),
        (CheckKind.SUPERVISOR, date(2029, 1, 31), date(2027, 5, 22)),
        (CheckKind.INSURANCE, date(2028, 6, 1), date(2028, 6, 1)),
        (CheckKind.BOARD, date(2027, 12, 31), date(2027, 12, 31)),
        (CheckKind.BOARD, None, date(2029, 11, 22)),  # certified for life: looked at again at the renewal
        (CheckKind.IDENTITY, None, date(2029, 11, 22)),
        (CheckKind.PLACE, None, date(2027, 11, 22)),
        (CheckKind.PRODUCTS, None, date(2027, 5, 22)),
    ],
)
def test_other_checks_hold_to_their_end_or_their_limit(kind, ends_on, last):
    assert good_until(kind, report_date=SEEN, ends_on=ends_on) == last


def test_every_kind_has_an_end():
    for kind in CheckKind:
        assert good_until(kind, report_date=SEEN, ends_on=date(2030, 1, 1)) is not None


@pytest.mark.parametrize(
    ("decided_on", "last"),
    [
        (date(2026, 11, 22), date(2029, 11, 21)),
        (date(2024, 2, 29), date(2027, 2, 27)),
        (date(2026, 1, 31), date(2029, 1, 30)),
    ],
)
def test_an_approval_runs_36_months_from_the_decision(decided_on, last):
    assert approval_window(decided_on) == Window(decided_on, last)


@pytest.mark.parametrize(
    ("days_late", "kind"),
    [
        (-1, Renewal.ON_TIME),
        (0, Renewal.ON_TIME),
        (1, Renewal.LATE),
        (30, Renewal.LATE),
        (31, Renewal.START_OVER),
    ],
)
def test_a_renewal_may_be_thirty_days_late(days_late, kind):
    assert renewal(SEEN, on=SEEN + timedelta(days=days_late)) == kind


def test_who_was_never_approved_renews_nothing():
    assert renewal(None, on=SEEN) == Renewal.FIRST


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 12, 5), 1, date(2027, 1, 5)), (SEEN, 0, SEEN)],
)
def test_a_month_on_is_the_same_day_or_the_last(day, months, then):
    assert add_months(day, months) == then
