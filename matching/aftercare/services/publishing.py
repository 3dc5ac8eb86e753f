"""Counting what was told, printing it, and deleting it after 24 months so that only its count is left.

The unit is a visit after which somebody told us at least once: three answers of one person are no three people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from matching.aftercare.enums import SaidInfection, Satisfied, Sign
from matching.aftercare.models import FollowUp, FollowUpAnswers, OutcomeFigures, OutcomeTotal, PlaceAlert
from matching.aftercare.rules.figures import may_publish
from matching.aftercare.rules.told import Told, told_from

KEPT: Final = timedelta(days=729)  # a day less than the visit itself, with which all of it would go uncounted
ALERTS_KEPT: Final = timedelta(days=6 * 365)  # after their end, as cases of the desk
BATCH: Final = 500  # visits in one commit

# What is counted of a visit besides its signs: true at any of its weeks.
COUNTED: Final[Mapping[str, Callable[[Told], bool]]] = {
    "doctor": lambda told: told.doctor is True,
    "infection": lambda told: told.infection == SaidInfection.YES,
    "germ": lambda told: told.germ is True,
    "rated": lambda told: told.satisfied is not None,
}
HAPPY: Final = "happy"  # of those who said so: by their last word


@dataclass(frozen=True, slots=True)
class Counts:
    """`weeks`: answers at each week; `yes`: visits of which each sign, each of COUNTED, and HAPPY is true."""

    asked: int = 0
    told: int = 0
    weeks: Counter[str] = field(default_factory=Counter)
    yes: Counter[str] = field(default_factory=Counter)

    def plus(self, other: "Counts") -> "Counts":
        return Counts(self.asked + other.asked, self.told + other.told, self.weeks + other.weeks, self.yes + other.yes)


def publish_outcomes(*, now: datetime) -> OutcomeFigures | None:
    """A chore. None while fewer than 50 have told us, or fewer than ten since figures were printed last."""
    total = OutcomeTotal.objects.first() or OutcomeTotal()
    told = total.told + FollowUpAnswers.objects.values("follow_up__visit").distinct().count()
    last = OutcomeFigures.objects.first()
    if not may_publish(told, last.told if last else None):
        return None
    counts = Counts(total.asked, total.told, Counter(total.weeks), Counter(total.yes)).plus(
        _count(FollowUp.objects.all())
    )
    if not may_publish(counts.told, last.told if last else None):
        return None
    return OutcomeFigures.objects.create(
        counted_at=now,
        asked=counts.asked,
        told=counts.told,
        weeks=dict(counts.weeks),
        yes=dict(counts.yes),
        made_up=total.made_up or _has_made_up(FollowUp.objects.all()),
    )


def how_many_told() -> int:
    """So far, for a page that has no figures yet."""
    total = OutcomeTotal.objects.first()
    live = FollowUpAnswers.objects.values("follow_up__visit").distinct().count()
    return (total.told if total else 0) + live


def fold_old_answers(*, now: datetime) -> int:
    """A chore: answers about visits of 24 months ago become counts, and go. Then alerts that ended six years ago.
    Returns how many visits were folded."""
    folded = 0
    while visits := _old_visits(now=now):
        _fold(visits)
        folded += len(visits)
    PlaceAlert.objects.filter(decided_at__lte=now - ALERTS_KEPT).delete()
    return folded


def _old_visits(*, now: datetime) -> list[int]:
    old = FollowUp.objects.filter(visit__starts__lte=now - KEPT).order_by("visit")
    return list(old.values_list("visit", flat=True).distinct()[:BATCH])


@transaction.atomic
def _fold(visits: Sequence[int]) -> None:
    """The counts and the deletion are one commit: cut off, it is done again whole."""
    OutcomeTotal.objects.get_or_create(pk=1)
    total = OutcomeTotal.objects.select_for_update().get(pk=1)
    going = FollowUp.objects.filter(visit__in=visits)
    counts = Counts(total.asked, total.told, Counter(total.weeks), Counter(total.yes)).plus(_count(going))
    total.asked, total.told = counts.asked, counts.told
    total.weeks, total.yes = dict(counts.weeks), dict(counts.yes)
    total.made_up = total.made_up or _has_made_up(going)
    total.save()
    going.delete()


def _has_made_up(follow_ups: QuerySet[FollowUp]) -> bool:
    return follow_ups.filter(answers__isnull=False, visit__provider__is_demonstration=True).exists()


def _count(follow_ups: QuerySet[FollowUp]) -> Counts:
    by_visit: defaultdict[int, list[tuple[int, Told]]] = defaultdict(list)
    asked = follow_ups.order_by().values("visit").distinct().count()
    rows = FollowUpAnswers.objects.filter(follow_up__in=follow_ups).select_related("follow_up")
    for row in rows.order_by("follow_up__week").iterator(chunk_size=2000):
        by_visit[row.follow_up.visit_id].append((row.follow_up.week, told_from(row.answers)))
    counts = Counts(asked=asked, told=len(by_visit))
    for answers in by_visit.values():
        counts.weeks.update(str(week) for week, _told in answers)
        counts.yes.update(_true_of([told for _week, told in answers]))
    return counts


def _true_of(answers: Sequence[Told]) -> list[str]:
    true = [sign for sign in Sign.values if any(sign in told.signs for told in answers)]
    true += [name for name, is_so in COUNTED.items() if any(is_so(told) for told in answers)]
    rated = [told.satisfied for told in answers if told.satisfied is not None]
    return [*true, HAPPY] if rated and rated[-1] >= Satisfied.HAPPY else true
