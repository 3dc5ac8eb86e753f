"""How fast a clinic answers, from what it did: over 90 days, at most the last 30 requests; in words from 10 on.

Answering is an offer, a yes, a no, or a message typed by a person. A quick no counts as well as a quick yes.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from matching.consultations.enums import ReportReason, ReportState, RequestState
from matching.consultations.models import AbuseReport, Move, Request
from matching.consultations.models.request import RequestQuerySet
from matching.consultations.reading import calendar_of
from matching.consultations.rules.working_days import ClinicCalendar
from providers.directory.answering import AnswerTime

WINDOW: Final = timedelta(days=90)
MOST: Final = 30
IN_TIME: Final = 2  # working days
LATER: Final = 99  # of who never answered: longer than any number of days


def answer_times(provider_ids: Collection[int], *, now: datetime) -> dict[int, AnswerTime]:
    """Provider id -> how fast, for those who were asked at all. Four queries."""
    counted = owed_answers(now).filter(provider__in=provider_ids)
    counted = counted.select_related("place").prefetch_related("place__hours", "place__special_days")
    taken: defaultdict[int, list[int]] = defaultdict(list)
    for request in counted.order_by("-sent_at"):
        if len(taken[request.provider_id]) < MOST:
            calendar = calendar_of(request.place, known_at=request.sent_at)
            taken[request.provider_id].append(days_taken(calendar, request))
    return {provider_id: _told(sorted(days)) for provider_id, days in taken.items()}


def share_of_site(*, now: datetime) -> float:
    """Answered in time, of all that were asked. 0.85 until anybody was."""
    counted = list(owed_answers(now).select_related("place").prefetch_related("place__hours", "place__special_days"))
    in_time = sum(
        days_taken(calendar_of(request.place, known_at=request.sent_at), request) <= IN_TIME for request in counted
    )
    return in_time / len(counted) if counted else 0.85


def days_taken(calendar: ClinicCalendar, request: Request) -> int:
    """0: by closing time of the day on which it arrived."""
    if request.answered_at is None:
        return LATER
    reached = (days for days in range(IN_TIME + 1) if request.answered_at <= calendar.due(request.sent_at, days=days))
    return next(reached, LATER)


def _told(days: Sequence[int]) -> AnswerTime:
    middle = days[(len(days) - 1) // 2]
    return AnswerTime(len(days), sum(one <= IN_TIME for one in days), middle if middle <= IN_TIME else None)


def owed_answers(now: datetime) -> RequestQuerySet:
    """Not those that nobody owes an answer: still in time, taken back before, closed by us, or no real request."""
    late = Move.objects.filter(request=OuterRef("pk"), to_state=RequestState.UNANSWERED)
    spam = AbuseReport.objects.filter(request=OuterRef("pk"), reason=ReportReason.SPAM, state=ReportState.UPHELD)
    asked = Request.objects.filter(~Exists(spam), sent_at__gt=now - WINDOW)
    return asked.filter(Q(answered_at__isnull=False) | Q(due_at__lte=now) | Exists(late))
