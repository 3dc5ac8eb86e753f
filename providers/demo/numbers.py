"""Months that were counted, with calls to entries drawn by lot: each step by the service that makes it, at its time."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from caarisma.accounts.models import User
from matching.numbers.models import MonthFigures
from matching.numbers.rules.months import Month, month_of
from matching.numbers.services.freezing import FREEZES_AFTER, freeze_months
from matching.numbers.services.stocktaking import forget_stocks, take_stock
from providers.accuracy.models import OpenCall
from providers.accuracy.services.calling import record_open_call
from providers.accuracy.services.drawing import commit_seed, draw
from providers.demo.logins import email_of

MONTHS: Final = 7  # the first has nobody to compare with
DRAWN: Final = 4  # of these, the newest; and of the month that runs some calls are left
LEFT: Final = 12
DAY, SOON = timedelta(days=1), timedelta(minutes=5)
# Of 100 calls, by what the entry's code happens to end in: 4 are not answered, 3 find something wrong.
SILENT, WRONG = 4, 7
FACTS: Final = (("accepting",), ("phone",), ("person", "treatment"))


def make_demo_numbers(*, now: datetime) -> int:
    """Once. Returns how many months were counted."""
    if MonthFigures.objects.exists():
        return 0
    caller = User.objects.get(email=email_of("vetting staff"))
    this_month = month_of(now)
    months = _before(this_month, MONTHS)
    for month in months:
        if month in months[-DRAWN:]:
            _call_drawn(month, by=caller, until=month.ends - DAY, leave=0)
        if month.ends + SOON <= now:
            take_stock(now=month.ends + SOON)
    _call_drawn(this_month, by=caller, until=now, leave=LEFT)
    commit_seed(now=now)
    for month in months:
        freeze_months(now=min(now, month.ends + FREEZES_AFTER))
    forget_stocks()
    return MonthFigures.objects.count()


def _before(month: Month, count: int) -> list[Month]:
    months = [month.before]
    while len(months) < count:
        months.insert(0, months[0].before)
    return months


def _call_drawn(month: Month, *, by: User, until: datetime, leave: int) -> None:
    """From the second day of the month on, 18 o'clock UTC; nobody answers: once more the day after."""
    commit_seed(now=month.before.ends - 2 * DAY)
    found = draw(now=month.begins + SOON)
    calls = list(OpenCall.objects.filter(draw=found)) if found else []
    for call in calls[: max(0, len(calls) - leave)]:
        lot = int(sha256(call.ref.encode()).hexdigest(), 16)
        at = min(month.begins + (1 + call.order % 20) * DAY + timedelta(hours=18), until - 2 * DAY)
        if at < month.begins:
            return  # the month has just begun
        wrong = FACTS[lot % len(FACTS)] if SILENT <= lot % 100 < WRONG else ()
        tries = 2 if lot % 100 < SILENT else 1
        for number in range(tries):
            record_open_call(call_id=call.pk, reached=tries == 1, wrong=wrong, by=by, now=at + number * DAY)
