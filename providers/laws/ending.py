"""Rules that end by themselves, on the law's last day or because nobody read it again: who is told, and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from providers.directory.models import PracticeLocation
from providers.laws.effects import hidden_after
from providers.screening.models import RuleReading
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.notices.provider_mails import tell_provider

AHEAD: Final = timedelta(days=30)  # before: whom it hides is told, and the desk's front page counts it
AFTERWARDS: Final = timedelta(days=7)  # so long a chore that did not run may be late


def ending_rules(*, first: date, last: date) -> QuerySet[RuleReading]:
    """Those that let somebody, end on one of these days, and are followed by none; where one has a clinic."""
    same = {name: OuterRef(name) for name in ("state", "profession", "is_demonstration")}
    later = RuleReading.objects.counting().filter(
        Q(counts_until=None) | Q(counts_until__gt=OuterRef("counts_until")), **same
    )
    clinics = PracticeLocation.objects.filter(
        state=OuterRef("state"), provider__profession=OuterRef("profession"), is_active=True
    )
    ends = RuleReading.objects.letting().filter(counts_until__gte=first, counts_until__lte=last)
    return ends.filter(~Exists(later), Exists(clinics)).order_by("counts_until", "pk")


@transaction.atomic
def tell_of_ending_rules(*, now: datetime) -> int:
    """Once before, and once when it is over everywhere. How many providers were to be told."""
    today = now.astimezone(OFFICE_ZONE).date()
    over_everywhere = (now.astimezone(UTC) - timedelta(hours=12)).date() - timedelta(days=1)
    told = _tell("rule_ends", ending_rules(first=today, last=today + AHEAD))
    return told + _tell("hidden", ending_rules(first=over_everywhere - AFTERWARDS, last=over_everywhere))


def _tell(event: str, readings: QuerySet[RuleReading]) -> int:
    """A made-up reading ends for made-up people, a real one for all whom no other carries on."""
    told = 0
    for reading in readings:
        for provider_id in sorted({place.provider_id for place in hidden_after(reading)}):
            tell_provider(provider_id=provider_id, event=event, key=f"{event}:rule:{reading.pk}:{provider_id}")
            told += 1
    return told
