"""A month is counted once, from what really happened, and nobody can change it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from caarisma.common.chores.declaring import Look
from matching.numbers.chores import freeze_and_forget
from matching.numbers.models import MonthFigures, MonthStock
from matching.numbers.rules.months import Month, month_of
from matching.numbers.services.freezing import freeze_months
from matching.numbers.services.stocktaking import take_stock
from matching.reviews.enums import Rule
from providers.screening.enums import CaseStatus, HoldKind
from tests.factories.consultations import make_clinic, make_request, offer
from tests.factories.providers import make_case, make_hold, make_listed_location, make_provider, make_screening
from tests.factories.reviews import make_review, publish, remove

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)
NOVEMBER, DECEMBER = Month(date(2026, 11, 1)), Month(date(2026, 12, 1))
SOON = timedelta(minutes=3)  # the sweeper's first look


def test_a_month_knows_its_edges():
    assert month_of(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == DECEMBER
    assert (DECEMBER.next.first, DECEMBER.before) == (date(2027, 1, 1), NOVEMBER)
    assert Month(date(2027, 1, 1)).before == DECEMBER


def test_who_joined_and_left_and_why(now):
    stays, goes, held = (make_listed_location(now=now) for _ in range(3))
    take_stock(now=NOVEMBER.ends + SOON)
    joins = make_listed_location(now=now)
    goes.provider.licenses.update(expires_on=date(2026, 12, 20))
    make_hold(held.provider, now=DECEMBER.begins + DAY, kind=HoldKind.SUSPENDED)

    stock = take_stock(now=DECEMBER.ends + SOON)

    assert stock.providers == sorted([stays.provider_id, joins.provider_id])
    assert stock.counts["joined"] == 1
    assert {cause: count for cause, count in stock.counts["left"].items() if count} == {
        "suspended": 1,
        "license_ended": 1,
    }


def test_stock_is_taken_once_and_a_month_is_counted_ten_days_after_it(now):
    make_listed_location(now=now)
    assert take_stock(now=NOVEMBER.ends + SOON).month == NOVEMBER.first
    assert take_stock(now=NOVEMBER.ends + DAY) is None

    assert freeze_months(now=NOVEMBER.ends + 9 * DAY) == 0
    assert freeze_months(now=NOVEMBER.ends + 10 * DAY) == 1
    assert freeze_months(now=NOVEMBER.ends + 11 * DAY) == 0

    figures = MonthFigures.objects.get().figures
    assert figures["listed"] == {"providers": 1, "places": 1}
    assert figures["left"] == {}
    assert figures["overdue"]["license"] == 1  # no board was asked in this test


def test_a_frozen_month_is_refused_any_change(now):
    take_stock(now=NOVEMBER.ends + SOON)
    freeze_months(now=NOVEMBER.ends + 10 * DAY)
    for change in (
        lambda: MonthFigures.objects.update(figures={}),
        lambda: MonthFigures.objects.all().delete(),
        lambda: MonthFigures.objects.create(month=NOVEMBER.first, frozen_at=now, figures={}, is_demonstration=False),
        lambda: MonthFigures.objects.create(
            month=DECEMBER.first, frozen_at=DECEMBER.ends - SOON, figures={}, is_demonstration=False
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_old_stocks_are_forgotten_but_for_the_one_to_compare_with(now):
    for month in (NOVEMBER, DECEMBER):
        take_stock(now=month.ends + SOON)
        freeze_and_forget(Look(now=month.ends + 10 * DAY, grace=SOON))

    assert list(MonthStock.objects.values_list("month", flat=True)) == [DECEMBER.first]
    assert MonthFigures.objects.count() == 2


def test_what_happened_in_the_month_is_counted_as_small_counts_are_told(now):
    """Twelve requests are not answered, one is; and one of each other thing."""
    silent = [make_clinic(now=now) for _ in range(3)]
    for number in range(12):
        make_request(silent[number % 3], now=now)
    offer(make_request(now=now), now=now)
    publish(make_review(now=now), now=now)
    remove(make_review(now=now), now=now, rule=Rule.NO_NAMES)
    take_stock(now=NOVEMBER.ends + SOON)
    freeze_months(now=NOVEMBER.ends + 10 * DAY)

    figures = MonthFigures.objects.get().figures

    assert figures["requests"] == {"sent": 15, "in_time": None, "later": 0, "never": None, "not_owed": 0}
    assert figures["reviews"]["published"] is figures["reviews"]["removed"] is figures["reviews"]["no_names"] is None
    assert figures["reviews"]["no_threats"] is None, "of few, zeros neither"
    assert figures["outcomes"] == {"asked": 0, "well": 0, "problem": 0, "no_answer": 0}


def test_decisions_are_timed_with_those_that_still_wait(now):
    begun = datetime(2026, 11, 3, 12, tzinfo=UTC)
    for number in range(11):
        case = make_screening(make_provider(), approved_from=begun.date(), approved_until=date(2027, 6, 1))
        type(case).objects.filter(pk=case.pk).update(sent_at=F("decided_at") - timedelta(hours=10 + number))
    make_case(make_provider(), CaseStatus.SENT, sent_at=begun, due_at=begun + DAY)
    take_stock(now=NOVEMBER.ends + SOON)
    freeze_months(now=NOVEMBER.ends + 10 * DAY)

    assert MonthFigures.objects.get().figures["decisions"] == {
        "approved": 11,
        "turned_down": 0,
        "median_hours": 15,
        "nine_in_ten_hours": 20,
        "waiting": 1,
    }
