"""What happened in a month, counted from rows that stay as they are. No person leaves this module, only counts."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from matching.aftercare.models import FollowUp
from matching.aftercare.rules.told import told_from
from matching.consultations.answer_times import IN_TIME, days_taken
from matching.consultations.enums import RequestState
from matching.consultations.models import Move, Request
from matching.consultations.reading import calendar_of
from matching.numbers.rules.hiding import told, told_parts
from matching.numbers.rules.months import Month
from matching.numbers.rules.waiting import ENOUGH, hours_within
from matching.reviews.enums import ReviewState, Rule
from matching.reviews.models import ReviewMove
from providers.screening.enums import OPEN_CASES, CaseStatus
from providers.screening.models import ScreeningCase

HOUR: Final = timedelta(hours=1)
Figure = dict[str, Any]  # cell -> count, or None where it is hidden


def decisions_of(month: Month) -> Figure:
    """Cases of whole profiles. A decision takes from when it was sent last: what lay with the provider is not ours."""
    sent = ScreeningCase.objects.whole().filter(sent_at__isnull=False)
    decided = sent.filter(decided_at__gte=month.begins, decided_at__lt=month.ends)
    taken, approved = [], 0
    for status, sent_at, decided_at in decided.values_list("status", "sent_at", "decided_at"):
        assert sent_at is not None
        assert decided_at is not None
        taken.append(_hours(sent_at, decided_at))
        approved += status == CaseStatus.APPROVED
    at_the_end = Q(status__in=OPEN_CASES - {CaseStatus.DRAFT, CaseStatus.MORE_NEEDED}) | Q(decided_at__gte=month.ends)
    waiting = sent.filter(at_the_end, sent_at__lt=month.ends).values_list("sent_at", flat=True)
    still = [_hours(sent_at, month.ends) for sent_at in waiting if sent_at]
    parts = told_parts({"approved": approved, "turned_down": len(taken) - approved})
    enough = len(taken) >= ENOUGH
    return {
        **parts.cells,
        "median_hours": _whole(hours_within(taken, still, share=0.5)) if enough else None,
        "nine_in_ten_hours": _whole(hours_within(taken, still, share=0.9)) if enough else None,
        "waiting": len(still),
    }


def reviews_of(month: Month) -> Figure:
    moves = ReviewMove.objects.filter(at__gte=month.begins, at__lt=month.ends)
    counts = Counter(moves.values_list("to_state", "reason"))
    by_state: Counter[str] = Counter()
    for (state, _reason), count in counts.items():
        by_state[state] += count
    removed = told_parts({rule.value: counts[ReviewState.REMOVED, rule.value] for rule in Rule})
    return {
        "published": told(by_state[ReviewState.PUBLISHED]),
        "sent_back": told(by_state[ReviewState.SENT_BACK]),
        "removed": removed.total,
        **removed.cells,
    }


def requests_of(month: Month, *, now: datetime) -> Figure:
    """In time: within two working days at the clinic. None is owed where it was taken back before, or ended by us."""
    sent = Request.objects.filter(sent_at__gte=month.begins, sent_at__lt=month.ends)
    late = set(
        Move.objects.filter(request__in=sent, to_state=RequestState.UNANSWERED).values_list("request", flat=True)
    )
    found: Counter[str] = Counter()
    rows = sent.select_related("place").prefetch_related("place__hours", "place__special_days").order_by("pk")
    for request in rows.iterator(chunk_size=500):
        if request.answered_at is not None:
            calendar = calendar_of(request.place, known_at=request.sent_at)
            found["in_time" if days_taken(calendar, request) <= IN_TIME else "later"] += 1
        elif request.pk in late or (request.due_at is not None and request.due_at <= now):
            found["never"] += 1
        else:
            found["not_owed"] += 1
    parts = told_parts({name: found[name] for name in ("in_time", "later", "never", "not_owed")})
    return {"sent": parts.total, **parts.cells}


def outcomes_of(month: Month) -> Figure:
    """Questions that could be answered until a day of this month. A problem: any sign that we ask about."""
    asked = FollowUp.objects.filter(ends_at__gte=month.begins, ends_at__lt=month.ends).select_related("answers")
    found: Counter[str] = Counter()
    for follow_up in asked.iterator(chunk_size=500):
        answers = getattr(follow_up, "answers", None)
        found["no_answer" if answers is None else "problem" if told_from(answers.answers).signs else "well"] += 1
    parts = told_parts({name: found[name] for name in ("well", "problem", "no_answer")})
    return {"asked": parts.total, **parts.cells}


def _hours(start: datetime, end: datetime) -> float:
    return (end - start) / HOUR


def _whole(hours: float | None) -> int | None:
    """What is signed has no fractions: they are written in more than one way."""
    return None if hours is None else round(hours)
