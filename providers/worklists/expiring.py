"""What ends in the next 90 days, by step, drawn and listed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from providers.directory.finding_people import only_called
from providers.directory.models import Provider
from providers.screening.models import Reminder, ScreeningCheck
from providers.vetting.cases.case_parts import clinic_days
from providers.vetting.notices.reminders import checks_that_end, step_for

STEPS: Final = (90, 60, 30, 14, 7, 1, 0)
BAR_UNITS: Final = 205


class Ending(NamedTuple):
    """A check that ends, and how many days are left at the clinic."""

    check_id: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingRow:
    check: ScreeningCheck
    days: int
    can_be_told: bool  # they have an account
    due: bool  # a reminder is due, and was not sent

    @property
    def provider(self) -> Provider:
        return self.check.case.provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What ends in `first` to `last` days. Both 0: it has ended, or ends today."""

    first: int
    last: int
    count: int
    y: int
    width: int


def endings(*, now: datetime, sought: str = "") -> list[Ending]:
    """Of everybody, or of those whose name or number is sought, soonest first. Two queries."""
    checks = only_called(checks_that_end(today=now.date(), within=STEPS[0]), sought, at="case__provider__")
    found = [
        (check, provider, until)
        for check, provider, until in checks.values_list("pk", "case__provider", "good_until")
        if until is not None
    ]
    today = clinic_days((provider for _check, provider, _until in found), now=now)
    return [Ending(check, (until - today[provider]).days) for check, provider, until in found]


def rows(chosen: Iterable[Ending]) -> list[EndingRow]:
    """With all that the page says of them. Two queries."""
    left = {ending.check_id: ending.days for ending in chosen}
    checks = ScreeningCheck.objects.select_related("case__provider__user").in_bulk(left)
    told = set(Reminder.objects.filter(screening_check__in=left).values_list("screening_check", "good_until", "days"))
    return [_row(checks[pk], days, told) for pk, days in left.items() if pk in checks]


def _row(check: ScreeningCheck, days: int, told: set[tuple[int, date, int]]) -> EndingRow:
    user, step = check.case.provider.user, step_for(days)
    can_be_told = user is not None and user.is_active
    due = can_be_told and step is not None and (check.pk, check.good_until, step) not in told
    return EndingRow(check=check, days=days, can_be_told=can_be_told, due=due)


def bars(found: Sequence[Ending]) -> list[Bar]:
    """One a step: what ends within it and not within the next smaller one."""
    counts = Counter(min((step for step in STEPS if ending.days <= step), default=STEPS[0]) for ending in found)
    most = max(counts.values(), default=1)
    return [
        Bar(
            first=smaller + 1 if step else 0,
            last=step,
            count=counts[step],
            y=8 + 30 * row,
            width=BAR_UNITS * counts[step] // most,
        )
        for row, (step, smaller) in enumerate(zip(STEPS, (*STEPS[1:], 0), strict=True))
    ]
