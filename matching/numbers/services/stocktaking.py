"""What can only be counted at a month's end, since it hangs on facts that change without a trace."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from matching.numbers.asked import asked_since, asked_so_far
from matching.numbers.leaving import causes_of
from matching.numbers.models import MonthFigures, MonthStock
from matching.numbers.rules.months import Month, month_of
from providers.directory.models import Provider
from providers.exclusions.comparing import full_list_in_force
from providers.exclusions.leie.months import due_month
from providers.exclusions.models import ListComparison
from providers.listing.listed import listed_places, listed_providers
from providers.runs.due_licenses import due_licenses
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import ScreeningCheck
from providers.vetting.registry.npi_rechecks import due_for_recheck

DAY: Final = timedelta(days=1)


@transaction.atomic
def take_stock(*, now: datetime) -> MonthStock | None:
    """A chore: of the month that ended last, once. None: it was taken."""
    month = month_of(now).before
    if MonthStock.objects.filter(month=month.first).exists():
        return None
    before = MonthStock.objects.filter(month=month.before.first).first()
    providers = sorted(listed_providers(on=now).values_list("pk", flat=True))
    counts = _standing(providers, month, now=now)
    if before:
        counts |= _moved(before.providers, providers, now=now)
        counts |= asked_since(before.counts.get("api_so_far"), counts["api_so_far"])
    return MonthStock.objects.create(month=month.first, taken_at=now, providers=providers, counts=counts)


def forget_stocks() -> int:
    """Those of months that are counted, but for the newest: the next month is compared with it."""
    counted = MonthFigures.objects.values_list("month", flat=True)
    newest = MonthStock.objects.first()
    old = MonthStock.objects.filter(month__in=list(counted))
    return old.exclude(pk=newest.pk).delete()[0] if newest else 0


def _standing(providers: Collection[int], month: Month, *, now: datetime) -> dict[str, Any]:
    places = listed_places(on=now)
    passes = ScreeningCheck.objects.filter(
        case__status=CaseStatus.APPROVED,
        case__approved_until__gte=now.date(),
        case__provider__in=providers,
        result=CheckResult.PASS,
    )
    return {
        "places": places.count(),
        "passes": passes.count(),
        "exceptions": passes.filter(exception__isnull=False).count(),
        "overdue": _overdue(providers, on=month.ends.date() - DAY),
        "api_so_far": asked_so_far(),
        "is_demonstration": Provider.objects.filter(pk__in=providers, is_demonstration=True).exists(),
    }


def _overdue(providers: Collection[int], *, on: date) -> dict[str, int]:
    """Of who is listed: whose number was not looked up in the month, whose names were not compared with the list that
    was due, and whose board said nothing for a month. Nobody looks up who is made up."""
    real = set(Provider.objects.filter(pk__in=providers, is_demonstration=False).values_list("pk", flat=True))
    newest = full_list_in_force()
    covered = newest is not None and newest.list_date >= due_month(on)
    compared = ListComparison.objects.filter(exclusion_list=newest, provider__in=real) if covered else None
    seen = set(compared.values_list("provider", flat=True)) if compared is not None else set()
    due = set(due_for_recheck(on=on))
    licenses = set(due_licenses(today=on).filter(provider__in=real).values_list("provider", flat=True))
    return {
        CheckKind.EXCLUSION.value: len(real - seen),
        CheckKind.NPI.value: len(due & real),
        CheckKind.LICENSE.value: len(licenses),
    }


def _moved(before: Collection[int], after: Collection[int], *, now: datetime) -> dict[str, Any]:
    gone = sorted(set(before) - set(after))
    return {"joined": len(set(after) - set(before)), "left": causes_of(gone, on=now)}
