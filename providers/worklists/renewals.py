"""Approvals that end within 120 days, and those that have ended: 36 months are over sooner than anybody thinks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from caarisma.common.outbox.models import Mail
from providers.screening.enums import OPEN_CASES, CaseKind, CaseStatus
from providers.screening.models import ScreeningCase
from providers.screening.rules.time_limits import Renewal, renewal

AHEAD: Final = timedelta(days=120)
DUE, LAPSED = "renewal_due", "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalRow:
    case: ScreeningCase
    days: int  # left; below 0 for over
    start_over: bool  # too late for a renewal: everything is checked anew
    can_be_told: bool
    told: bool
    open_case: int | None


def approvals() -> QuerySet[ScreeningCase]:
    """The newest of each provider; a suspended one waits for other decisions."""
    newer = ScreeningCase.objects.filter(
        provider=OuterRef("provider"), status=CaseStatus.APPROVED, approved_until__gt=OuterRef("approved_until")
    )
    found = ScreeningCase.objects.filter(~Exists(newer), status=CaseStatus.APPROVED).select_related("provider__user")
    return found.order_by("approved_until", "pk")


def due(*, today: date) -> QuerySet[ScreeningCase]:
    return approvals().filter(approved_until__range=(today, today + AHEAD))


def lapsed(*, today: date) -> QuerySet[ScreeningCase]:
    return approvals().filter(approved_until__lt=today).order_by("-approved_until", "-pk")


def key_of(case: ScreeningCase, *, today: date) -> str:
    """Of the mail: one before the end and one after it, however often somebody presses."""
    return f"{event_of(case, today=today)}:{case.pk}"


def event_of(case: ScreeningCase, *, today: date) -> str:
    return LAPSED if case.approved_until and case.approved_until < today else DUE


def renewal_rows(cases: Iterable[ScreeningCase], *, today: date) -> list[RenewalRow]:
    cases = list(cases)
    keys = {case.pk: key_of(case, today=today) for case in cases}
    told = set(Mail.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    at_work = ScreeningCase.objects.filter(
        provider__in=[case.provider_id for case in cases], status__in=OPEN_CASES, kind=CaseKind.RENEWAL
    )
    opened = dict(at_work.values_list("provider", "pk"))
    return [
        RenewalRow(
            case=case,
            days=(case.approved_until - today).days if case.approved_until else 0,
            start_over=renewal(case.approved_until, on=today) == Renewal.START_OVER,
            can_be_told=case.provider.user is not None and case.provider.user.is_active,
            told=keys[case.pk] in told,
            open_case=opened.get(case.provider_id),
        )
        for case in cases
    ]
