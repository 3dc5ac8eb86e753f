"""What happened in a month, counted from rows that stay as they are. No person leaves this module, only counts."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from typing import Any, Final

from django.db.models import Count, Min, Q

from matching.aftercare.models import FollowUp
from matching.aftercare.rules.told import told_from
from matching.consultations.answer_times import IN_TIME, days_taken
from matching.consultations.enums import RequestState
from matching.consultations.models import Move, Request
from matching.consultations.reading import calendar_of
from matching.numbers.rules.hiding import told, told_parts, told_twice
from matching.numbers.rules.months import Month
from matching.numbers.rules.waiting import ENOUGH, hours_within
from matching.reviews.enums import ReviewState, Rule
from matching.reviews.models import Review, ReviewMove
from providers.directory.models import Provider
from providers.exclusions.models import ExclusionHit
from providers.ledger.enums import LookResult
from providers.ledger.models import ProviderLook
from providers.rosters.enums import Reach
from providers.rosters.models import LicenseAlert
from providers.screening.enums import OPEN_CASES, CaseStatus, CheckKind
from providers.screening.models import ScreeningCase

HOUR: Final = timedelta(hours=1)
SHOWN, REMOVED = ReviewState.PUBLISHED, ReviewState.REMOVED
FIVE_STARS: Final = ("listened", "careful", "price_kept", "again")
LOW: Final = 2.5
HOW: Final = ("low", "other", "gone")
RESULTS: Final = {
    "in_order": (LookResult.CLEAR, LookResult.PASS),
    "found": (LookResult.HIT, LookResult.FAIL),
    "unable": (LookResult.UNABLE,),
}
CAUGHT: Final = {"week": (0, 7), "month": (8, 30), "longer": (31, 10**6)}  # days
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


def stars_of(month: Month) -> Figure:
    """Low is below two and a half of five, all four answers together. `gone`: their author took them back since."""
    rows = ReviewMove.objects.filter(at__gte=month.begins, at__lt=month.ends, to_state__in=(SHOWN, REMOVED))
    moves = list(rows.values_list("to_state", "review"))  # a move outlives its review
    kept = Review.objects.filter(pk__in={review for _state, review in moves}).values_list("pk", *FIVE_STARS)
    answers_of = {pk: answers for pk, *answers in kept}
    found: Counter[str] = Counter()
    for state, review in moves:
        given = [answer for answer in answers_of.get(review, ()) if answer is not None]
        how = "gone" if len(given) < len(FIVE_STARS) else "low" if sum(given) < LOW * len(given) else "other"
        found[f"{'shown' if state == SHOWN else 'removed'}_{how}"] += 1
    shown, removed = (told_parts({f"{of}_{how}": found[f"{of}_{how}"] for how in HOW}) for of in ("shown", "removed"))
    return {"shown": shown.total, **shown.cells, "removed": removed.total, **removed.cells}


def looks_of(month: Month) -> Figure:
    """Rows of the ledger, by what was looked at and by what came of it."""
    rows = ProviderLook.objects.filter(at__gte=month.begins, at__lt=month.ends).order_by()
    kinds, results = Counter(dict.fromkeys(CheckKind.values, 0)), Counter(dict.fromkeys(RESULTS, 0))
    for kind, result, count in rows.values_list("kind", "result").annotate(count=Count("pk")):
        kinds[kind] += count
        results[next(name for name, those in RESULTS.items() if result in those)] += count
    by_kind, by_result = told_twice(kinds, results)
    return {"all": by_kind.total, **by_result.cells, **by_kind.cells}


def caught_of(month: Month) -> Figure:
    """What hid somebody: from the day that the source says it on until we read it, which is when they were hidden.
    What two people cleared was nobody's lapse."""
    within = {"found_at__gte": month.begins, "found_at__lt": month.ends, "cleared_at": None}
    facts = [
        *ExclusionHit.objects.filter(hides=True, **within).values_list("list_date", "found_at"),
        *LicenseAlert.objects.exclude(reach=Reach.NOWHERE).filter(**within).values_list("list_date", "found_at"),
        *_deactivated(month),
    ]
    days = [max(0, (at.astimezone(UTC).date() - said_on).days) for said_on, at in facts]
    counts = {name: sum(first <= each <= last for each in days) for name, (first, last) in CAUGHT.items()}
    parts = told_parts(counts)
    return {"all": parts.total, **parts.cells, "median_days": median_low(days) if len(days) >= ENOUGH else None}


def _deactivated(month: Month) -> list[tuple[date, datetime]]:
    """Numbers that the registry ended, at the first answer that says so."""
    ended = Provider.objects.filter(npi_deactivated_on__isnull=False, registry_answers__in_use=False)
    first = ended.annotate(read_at=Min("registry_answers__at", filter=Q(registry_answers__in_use=False)))
    in_month = first.filter(read_at__gte=month.begins, read_at__lt=month.ends)
    return [(on, at) for on, at in in_month.values_list("npi_deactivated_on", "read_at") if on]


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
