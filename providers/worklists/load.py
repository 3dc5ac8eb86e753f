"""Who has how much."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.accounts.roles import staff_who_may
from providers.desk.access import WORK
from providers.desk.queue import AT_THE_DESK
from providers.screening.enums import CaseStatus
from providers.worklists.models import StaffAbsence

LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    person: User
    assigned: int  # at the desk, and theirs to do
    late: int
    taken: int  # in their hands at this moment
    decided: int  # in the last 7 days
    away: date | None  # until when


def load_of(*, now: datetime) -> list[LoadRow]:
    """Of everybody who works on cases. Two queries."""
    away = dict(StaffAbsence.objects.on(timezone.localdate(now)).values_list("person", "last"))
    at_desk = Q(assignments__case__status__in=AT_THE_DESK)
    people = User.objects.filter(pk__in=staff_who_may(WORK).values("pk")).annotate(
        n_assigned=Count("assignments", filter=at_desk, distinct=True),
        n_late=Count("assignments", filter=at_desk & Q(assignments__case__due_at__lt=now), distinct=True),
        n_taken=Count("claimed_cases", filter=Q(claimed_cases__status=CaseStatus.IN_REVIEW), distinct=True),
        n_decided=Count("decided_cases", filter=Q(decided_cases__decided_at__gte=now - LATELY), distinct=True),
    )
    return [
        LoadRow(
            person=one, assigned=one.n_assigned, late=one.n_late, taken=one.n_taken, decided=one.n_decided,
            away=away.get(one.pk),
        )
        for one in people.order_by("email")
    ]  # fmt: skip
