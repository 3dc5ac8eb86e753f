"""What is known of calls to a place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from providers.calls.enums import CallOutcome
from providers.calls.models import CallReport, PhoneQuestion
from providers.directory.models import PracticeLocation

SAYS_SOMETHING_FOR: Final = timedelta(days=14)  # as long as a clinic's own word about an opening


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsKnown:
    """`told`: what this browser told today. `got_time_on`: the day of the last call that somebody got through with, if
    they were given a time. `doubted`: the clinic was asked if its number is right, and has not answered."""

    told: str
    got_time_on: date | None
    doubted: bool


def calls_known(location: PracticeLocation, *, caller: str, on: datetime) -> CallsKnown:
    """Two queries. A call to a number that the clinic no longer has says nothing."""
    zone = ZoneInfo(location.time_zone)
    reports = CallReport.objects.filter(location=location, phone=location.phone, at__lte=on)
    lately = reports.filter(at__gt=on - SAYS_SOMETHING_FOR).order_by("-at", "-pk")
    rows = list(lately.values_list("caller", "day", "outcome"))
    today = on.astimezone(zone).date()
    answered = next((row for row in rows if row[2] != CallOutcome.NOBODY), None)
    return CallsKnown(
        told=next((str(CallOutcome(outcome).label) for who, day, outcome in rows if (who, day) == (caller, today)), ""),
        got_time_on=answered[1] if answered and answered[2] == CallOutcome.GOT_TIME else None,
        doubted=PhoneQuestion.objects.open().filter(location=location).exists(),
    )


def open_phone_questions() -> QuerySet[PhoneQuestion]:
    """With the place, its provider and how many reports say what; those asked first in front."""
    told = Q(location__call_reports__phone=F("phone"))
    nobody = Q(location__call_reports__outcome=CallOutcome.NOBODY)
    counts = {"silent": Count("location__call_reports", filter=told & nobody)}
    counts["got_through"] = Count("location__call_reports", filter=told & ~nobody)
    return (
        PhoneQuestion.objects.open()
        .select_related("location__provider")
        .annotate(**counts)
        .order_by("asked_at", "pk")  # counting drops the table's own order
    )


def phone_questions_of(provider_id: int) -> QuerySet[PhoneQuestion]:
    return PhoneQuestion.objects.open().filter(location__provider=provider_id).select_related("location")
