"""A clinic that an approval left out, because nobody knew the rule of its state, comes before the desk once we do."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, TruncDate

from providers.changes.services.proposing import propose_place
from providers.directory.models import License, PracticeLocation
from providers.listing.proven import rules_that_let
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus
from providers.screening.models import ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_provider

MOST_AT_ONCE: Final = 200


def look_at_left_out(*, now: datetime) -> int:
    """A change of its own for each clinic, and one mail for each provider. Returns to how many providers."""
    found: dict[int, list[PracticeLocation]] = {}
    for place in left_out(now=now)[:MOST_AT_ONCE]:
        found.setdefault(place.provider_id, []).append(place)
    for provider_id, places in found.items():
        _look_at(provider_id, places, now=now)
    return len(found)


@transaction.atomic
def _look_at(provider_id: int, places: Collection[PracticeLocation], *, now: datetime) -> None:
    lock_provider(provider_id)
    for place in places:
        propose_place(location=place, by=None, now=now)
    tell_provider(provider_id=provider_id, event="rule_read")


def left_out(*, now: datetime) -> QuerySet[PracticeLocation]:
    """Active places of somebody approved in another state, with a license there, and not looked at now. The rule was
    signed, or began, after the last decision about it: what the desk turned down knowing it stays so."""
    today = now.astimezone(OFFICE_ZONE).date()
    cases = ScreeningCase.objects.filter(provider=OuterRef("provider"))
    about = cases.exclude(kind=CaseKind.CHANGE) | cases.filter(change__about=Concat(Value("place:"), OuterRef("pk")))
    in_force = cases.filter(status=CaseStatus.APPROVED, approved_until__gte=today)
    decided = Subquery(
        about.filter(decided_at__isnull=False).order_by("-decided_at").values("decided_at")[:1],
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
            ~Exists(about.filter(status__in=OPEN_CASES)),
            Exists(License.objects.filter(provider=OuterRef("provider"), state=OuterRef("state"))),
            Exists(rules_that_let().filter(news)),
        )
        .order_by("provider", "pk")
    )
