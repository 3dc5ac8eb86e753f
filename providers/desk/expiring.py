"""What ends in the next 90 days, by step, drawn and listed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from providers.models import Provider, Reminder, ScreeningCheck
from providers.services.case_parts import clinic_day
from providers.services.reminders import checks_that_end, step_for

STEPS: Final = (90, 60, 30, 14, 7, 1, 0)
BAR_UNITS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    check: ScreeningCheck
    days: int
    due: bool  # a reminder is due, and was not sent

    @property
    def provider(self) -> Provider:
        return self.check.case.provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    days: int
    count: int
    y: int
    width: int


def endings(*, now: datetime) -> list[Ending]:
    checks = list(checks_that_end(today=now.date(), within=STEPS[0]))
    told = set(Reminder.objects.filter(screening_check__in=checks).values_list("screening_check", "good_until", "days"))
    found = []
    for check in checks:
        assert check.good_until is not None
        days = (check.good_until - clinic_day(check.case.provider, now=now)).days
        step = step_for(days)
        due = step is not None and (check.pk, check.good_until, step) not in told
        found.append(Ending(check=check, days=days, due=due))
    return found


def bars(found: Sequence[Ending]) -> list[Bar]:
    """One a step: what ends within it and not within the next smaller one. 0: it has ended, or ends today."""
    counts = Counter(min((step for step in STEPS if ending.days <= step), default=STEPS[0]) for ending in found)
    most = max(counts.values(), default=1)
    return [
        Bar(days=step, count=counts[step], y=8 + 30 * row, width=BAR_UNITS * counts[step] // most)
        for row, step in enumerate(STEPS)
    ]
