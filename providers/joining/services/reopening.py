"""A clinic that an approval left out, because nobody knew the rule of its state, comes before the desk once we do."""

from datetime import datetime
from typing import Final

from django.db.models import DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import TruncDate

from providers.directory.models import License, PracticeLocation
from providers.directory.us import STATES
from providers.listing.proven import rules_that_let
from providers.screening.enums import OPEN_CASES, CaseStatus, Fact
from providers.screening.models import ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.cases.cases import record_fact_change
from providers.vetting.notices.provider_mails import tell_provider

MOST_AT_ONCE: Final = 200


def look_at_left_out(*, now: datetime) -> int:
    """One case a provider, whatever states have opened. Returns how many were opened."""
    found: dict[int, set[str]] = {}
    for provider_id, state in left_out(now=now).values_list("provider", "state")[:MOST_AT_ONCE]:
        found.setdefault(provider_id, set()).add(state)
    for provider_id, states in found.items():
        words = "The rule is known now: " + ", ".join(STATES[state] for state in sorted(states))
        record_fact_change(provider_id=provider_id, what=Fact.PLACE, words=words, by=None, now=now)
        tell_provider(provider_id=provider_id, event="rule_read")
    return len(found)


def left_out(*, now: datetime) -> QuerySet[PracticeLocation]:
    """Active places of somebody approved in another state, with a license there and no case at work. The rule was
    signed, or began, after the last decision: what the desk turned down knowing it stays so."""
    today = now.astimezone(OFFICE_ZONE).date()
    cases = ScreeningCase.objects.filter(provider=OuterRef("provider"))
    in_force = cases.filter(status=CaseStatus.APPROVED, approved_until__gte=today)
    decided = Subquery(
        cases.filter(decided_at__isnull=False).order_by("-decided_at").values("decided_at")[:1],
        output_field=DateTimeField(),
    )
    news = Q(second_at__gt=OuterRef("decided")) | Q(counts_from__gt=OuterRef("decided_on"))
    return (
        PracticeLocation.objects.filter(is_active=True)
        .alias(clinic_date=Value(today, DateField()), decided=decided)
        .alias(decided_on=TruncDate("decided", tzinfo=OFFICE_ZONE))
        .filter(
            Exists(in_force),
            ~Exists(in_force.filter(states__contains=[OuterRef("state")])),
            ~Exists(cases.filter(status__in=OPEN_CASES)),
            Exists(License.objects.filter(provider=OuterRef("provider"), state=OuterRef("state"))),
            Exists(rules_that_let().filter(news)),
        )
        .order_by("provider", "pk")
    )
