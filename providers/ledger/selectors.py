"""Reading the ledger: the months of the exclusion list, and rows with the text that their hash is of."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from providers.directory.models import Provider
from providers.exclusions.enums import ListKind
from providers.exclusions.leie.months import DUE_DAY, due_month, months_between
from providers.ledger.enums import LookOrigin, LookResult
from providers.ledger.models import ProviderLook


@dataclass(frozen=True, slots=True)
class MonthOfLooks:
    """`at` is None where the list of a month was not compared with this provider's names."""

    month: date
    at: datetime | None
    found: bool = False
    is_first: bool = False  # whoever joins after the 12th is not late

    @property
    def is_late(self) -> bool:
        return (
            not self.is_first
            and self.at is not None
            and self.at.astimezone(UTC).date() > self.month.replace(day=DUE_DAY)
        )


def months_of(provider: Provider, *, today: date) -> list[MonthOfLooks]:
    """From the first list that this provider was compared with to the one that is due, a row a month."""
    compared: dict[date, ProviderLook] = {}
    hits: set[date] = set()
    for look in provider.looks.filter(origin=LookOrigin.LIST).order_by("-number"):
        if json.loads(look.facts)["kind"] == ListKind.FULL:  # a supplement proves nobody
            month = look.report_date.replace(day=1)
            compared[month] = look  # the first of a month stays
            if look.result == LookResult.HIT:
                hits.add(month)
    if not compared:
        return []
    first, last = min(compared), max(due_month(today), *compared)
    months = []
    for month in (first, *months_between(first, last)):
        seen = compared.get(month)
        months.append(MonthOfLooks(month, seen.at if seen else None, month in hits, is_first=month == first))
    return months


def looks_of(provider: Provider) -> QuerySet[ProviderLook]:
    """The newest first."""
    return provider.looks.select_related("by").order_by("-number")


def with_hashed_text(looks: QuerySet[ProviderLook]) -> QuerySet[ProviderLook]:
    """`hashed`: whoever takes the SHA-256 of it gets `hash`, without us."""
    text = RawSQL("ledger_text(ledger_providerlook)", [], output_field=TextField())
    return looks.annotate(hashed=text)
